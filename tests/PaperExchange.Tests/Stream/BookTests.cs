using System.Globalization;
using System.Text.Json;
using CsCheck;
using KalshiArb.Domain.Orders;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Stream;

namespace KalshiArb.PaperExchange.Tests.Stream;

/// <summary>Books as a client builds them from frames, by nothing but JSON and decimals.</summary>
internal sealed class ClientBooks
{
    private readonly Dictionary<string, SortedDictionary<(string Side, decimal Price), decimal>> _books = [];

    public IEnumerable<string> Markets => _books.Keys;

    public void Apply(JsonElement frame)
    {
        if (!frame.TryGetProperty("msg", out var msg) || msg.ValueKind != JsonValueKind.Object || !msg.TryGetProperty("market_ticker", out var ticker)) return;
        var market = ticker.GetString()!;
        if (StreamClient.Type(frame) == "orderbook_snapshot")
        {
            var book = _books[market] = [];
            foreach (var side in new[] { "yes", "no" })
            {
                if (!msg.TryGetProperty(side + "_dollars_fp", out var levels)) continue;
                foreach (var level in levels.EnumerateArray()) book.Add((side, Number(level[0])), Number(level[1]));
            }
        }
        else if (StreamClient.Type(frame) == "orderbook_delta")
        {
            var key = (msg.GetProperty("side").GetString()!, Number(msg.GetProperty("price_dollars")));
            var size = _books[market].GetValueOrDefault(key) + Number(msg.GetProperty("delta_fp"));
            Assert.True(size >= 0, $"{market} {key} falls to {size}");
            if (size == 0) _books[market].Remove(key);
            else _books[market][key] = size;
        }
    }

    public string Show(string market) => string.Join(' ', _books[market].Select(level => string.Create(CultureInfo.InvariantCulture, $"{level.Key.Side}{level.Key.Price:0.0000}x{level.Value:0.00}")));

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);
}

public sealed class BookTests
{
    [Fact]
    public async Task Snapshot_and_deltas_are_the_engines_book_after_any_trading()
    {
        await using var stage = await StreamStage.StartAsync();
        await using var client = await stage.ConnectAsync();
        var step = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[1, 99], Gen.Int[1, 20], Gen.Int[0, 3]).Array[40];
        var markets = new[] { Stage.Celtics, Stage.Knicks, Stage.Chiefs };
        var sid = 0;
        foreach (var steps in Enumerable.Range(0, 15).Select(seed => step.Generate(new PCG((uint)seed), null, out _)))
        {
            sid++;
            await client.SendAsync($$$"""{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_tickers":["{{{string.Join("\",\"", markets)}}}"]}}""");
            var books = new ClientBooks();
            for (var i = 0; i < 3; i++) books.Apply(await client.NextAsync("orderbook_snapshot"));
            foreach (var (market, side, cents, count, who) in steps)
            {
                var order = Stage.Order(markets[market], side == 0 ? OrderSide.Bid : OrderSide.Ask, cents, count);
                if (who == 0) stage.Engine.Execute(new CancelAllOrders { Party = Party.House });
                else stage.Engine.Execute(who == 1 ? order : order with { Party = Party.House });
            }

            await client.SendAsync($$$"""{"id":2,"cmd":"unsubscribe","params":{"sids":[{{{sid}}}]}}""");
            var seq = 3L;
            foreach (var frame in await client.DrainAsync())
            {
                Assert.Equal(++seq, StreamClient.Seq(frame));
                books.Apply(frame);
            }

            foreach (var market in markets) Assert.Equal(Truth(stage.Engine, market), books.Show(market));
        }
    }

    [SkippableFact]
    public async Task The_recorded_frames_of_August_2026_give_equal_books_at_every_step()
    {
        var path = Recording();
        Skip.If(path is null, "kalshi-2026-08/ws_orderbook_stream.json is not here (KALSHIARB_DATA or ../shared/data)");
        var world = RecordedFrames.Load(path);
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(path));
        var frames = file.RootElement.GetProperty("frames").EnumerateArray().Select(entry => entry.GetProperty("frame")).ToList();
        var tickers = file.RootElement.GetProperty("tickers").EnumerateArray().Select(ticker => ticker.GetString()!).ToList();
        await using var stage = await StreamStage.StartAsync(world);
        await using var client = await stage.ConnectAsync();
        var (recorded, served) = (new ClientBooks(), new ClientBooks());

        var at = 0;
        for (; StreamClient.Type(frames[at]) != "orderbook_delta"; at++)
        {
            recorded.Apply(frames[at]);
            world.Step();
        }

        await client.SendAsync($$$"""{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_tickers":["{{{string.Join("\",\"", tickers)}}}"]}}""");
        for (var i = 0; i < tickers.Count; i++) served.Apply(await client.NextAsync("orderbook_snapshot"));
        var deltas = 0;
        for (; at < frames.Count; at++)
        {
            recorded.Apply(frames[at]);
            Assert.True(world.Step());
            if (StreamClient.Type(frames[at]) != "orderbook_delta") continue;
            var frame = await client.NextAsync();
            Assert.Equal(("orderbook_delta", tickers.Count + ++deltas), (StreamClient.Type(frame), StreamClient.Seq(frame)));
            served.Apply(frame);
            foreach (var ticker in tickers) Assert.Equal(recorded.Show(ticker), served.Show(ticker));
        }

        Assert.False(world.Step());
        Assert.Equal(245, deltas);
    }

    private static string Truth(ExchangeEngine engine, string market) => engine.Read(view =>
    {
        var index = view.FindMarket(market)!.Index;
        return string.Join(' ', new[] { ("no", Outcome.No), ("yes", Outcome.Yes) }.SelectMany(side => view.Levels(index, side.Item2).Select(level =>
            string.Create(CultureInfo.InvariantCulture, $"{side.Item1}{level.Price.Units / 10_000m:0.0000}x{level.Size.Hundredths / 100m:0.00}"))));
    });

    private static string? Recording()
    {
        var folder = Environment.GetEnvironmentVariable("KALSHIARB_DATA");
        for (var root = new DirectoryInfo(AppContext.BaseDirectory); folder is null && root is not null; root = root.Parent)
        {
            if (File.Exists(Path.Combine(root.FullName, "KalshiArb.sln"))) folder = Path.Combine(root.FullName, "..", "shared", "data");
        }

        var path = folder is null ? null : Path.Combine(folder, "kalshi-2026-08/ws_orderbook_stream.json");
        return File.Exists(path) ? path : null;
    }
}
