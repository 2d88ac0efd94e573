using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Signing;
using KalshiArb.Kalshi.Stream;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>Recorded frames served by the exchange as a process, and heard by the adapter's stream.</summary>
public sealed class RecordedExchangeTests
{
    [SkippableFact]
    public async Task Recorded_frames_served_by_the_exchange_give_the_adapter_the_books_of_the_file()
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("KALSHIARB_DATA") ?? Path.Combine(Kalshiarb.Root, "..", "shared", "data"), "kalshi-2026-08", "ws_orderbook_stream.json");
        Skip.IfNot(File.Exists(path), $"{path} is absent");
        var expected = new Books();
        var decoder = new BookFrameDecoder("recording", useYesPrice: false, new TickerTable());
        using (var file = JsonDocument.Parse(File.ReadAllBytes(path)))
            foreach (var entry in file.RootElement.GetProperty("frames").EnumerateArray())
                expected.TryPost(decoder.Decode(Encoding.UTF8.GetBytes(entry.GetProperty("frame").GetRawText())), Instant.Never);
        using var folder = new StateFolder();
        var made = (await Kalshiarb.RunAsync("keys", "new", folder["keys"])).With(0);
        await using var exchange = Kalshiarb.Start("exchange", "--tape", path, "--speed", "20", "--key", made.Line("public ").Split(' ')[^1]);
        var address = (await exchange.UntilAsync("exchange http")).Split(' ')[1];
        using var key = ((KeyReading.Loaded)KeyReader.FromFile(Word(made.Line("id ")), Word(made.Line("private ")))).Key;
        var heard = new Books();
        await using var stream = new KalshiStream(new StreamOptions
        {
            Uri = new Uri(address.Replace("http", "ws", StringComparison.Ordinal) + "/trade-api/ws/v2"), Signer = new RequestSigner(key, () => Instant.From(DateTimeOffset.UtcNow)),
            Sink = heard, Listener = new Silent(), Clock = () => Instant.From(DateTimeOffset.UtcNow),
        });

        stream.AddMarkets(expected.Tickers);
        stream.Start();
        await Until.SomeAsync(() => Task.FromResult(heard.Deltas >= expected.Deltas && heard.Text == expected.Text ? "equal" : null));

        Assert.Equal(expected.Deltas, heard.Deltas);
        Assert.True(expected.Deltas > 100);
    }

    private static string Word(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private sealed class Books : IInputSink
    {
        private readonly Lock _guard = new();
        private readonly SortedDictionary<Ticker, OrderBook> _books = [];

        public int Deltas { get; private set; }

        public Ticker[] Tickers { get { lock (_guard) return [.. _books.Keys]; } }

        public string Text
        {
            get
            {
                lock (_guard) return string.Join('\n', _books.Select(book => $"{book.Key} {Side(book.Value, OrderSide.Bid)} {Side(book.Value, OrderSide.Ask)}"));
            }
        }

        public bool TryPost(Input input, Instant receivedAt)
        {
            lock (_guard)
            {
                if (input is BookSnapshot snapshot) (_books.TryGetValue(snapshot.Ticker, out var book) ? book : _books[snapshot.Ticker] = new OrderBook(PriceGrid.LinearCent)).Replace(snapshot.Yes.AsSpan(), snapshot.No.AsSpan());
                if (input is not BookDelta delta) return true;
                Deltas++;
                _books[delta.Ticker].Apply(delta.Ladder, delta.Price, delta.Delta);
                return true;
            }
        }

        private static string Side(OrderBook book, OrderSide side) => string.Join(',', Enumerable.Range(1, 99).Select(cents => book.DepthWithin(side, PriceOffset.FromCents(cents), default).Hundredths));
    }

    private sealed class Silent : IStreamListener
    {
        public void PrivateChannelsConfirmed()
        {
        }

        public void AccountDoubted(string reason)
        {
        }

        public void Noticed(StreamNotice notice)
        {
        }

        public void MarketRefused(Ticker ticker, string reason)
        {
        }

        public void Reported(string text)
        {
        }
    }
}
