using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Ports;

namespace KalshiArb.PaperExchange.Stream;

/// <summary>
/// A recording of order book frames (<c>{"frames":[{"received_ms":…,"frame":{…}}, …]}</c>, NO levels in NO prices) as a world
/// of its own: its books move as they were recorded, and whoever subscribes gets sids, numbers and snapshots of our own. Frames
/// of other types are passed over and counted. There is no account in it.
/// </summary>
public sealed class RecordedFrames : IStreamWorld, IStreamView
{
    /// <summary>Longer recordings are refused.</summary>
    public const long MaxFileBytes = 1L << 28;

    private readonly record struct Entry(Instant At, JsonElement Frame);

    private readonly Lock _lock = new();
    private readonly ImmutableArray<Entry> _entries;
    private readonly List<Ticker> _markets = [];
    private readonly Dictionary<Ticker, RecordedBook> _books = [];
    private readonly List<StreamChange> _changes = [];
    private Action<IReadOnlyList<StreamChange>>? _changed;
    private int _next;

    private RecordedFrames(ImmutableArray<Entry> entries) => _entries = entries;

    event Action<IReadOnlyList<StreamChange>>? IStreamWorld.Changed
    {
        add
        {
            lock (_lock) _changed += value;
        }
        remove
        {
            lock (_lock) _changed -= value;
        }
    }

    /// <summary>Frames that are not of an order book.</summary>
    public int PassedOver { get; private set; }

    /// <summary>How many frames the recording has.</summary>
    public int Count => _entries.Length;

    /// <summary>How many frames have been played.</summary>
    public int Played => _next;

    string IStreamWorld.UserId => "";

    Instant IStreamView.Now => _entries.IsEmpty ? Instant.Never : _entries[Math.Max(0, _next - 1)].At;

    IReadOnlyList<Ticker> IStreamView.Markets => _markets;

    /// <summary>
    /// Reads a recording. Throws <see cref="InvalidDataException"/> with the place for one that cannot be read, and
    /// <see cref="IOException"/> where there is none.
    /// </summary>
    public static RecordedFrames Load(string path)
    {
        if (new FileInfo(path).Length > MaxFileBytes) throw new InvalidDataException($"{path}: longer than {MaxFileBytes} bytes");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var entries = ImmutableArray.CreateBuilder<Entry>();
            foreach (var entry in document.RootElement.GetProperty("frames"u8).EnumerateArray())
                entries.Add(new Entry(Instant.FromUnixMillis(entry.GetProperty("received_ms"u8).GetInt64()), entry.GetProperty("frame"u8).Clone()));
            return new RecordedFrames(entries.DrainToImmutable());
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: {fault.Message}", fault);
        }
    }

    /// <summary>Plays the next frame; false at the end. Throws <see cref="InvalidDataException"/> for a frame that cannot be read.</summary>
    public bool Step()
    {
        lock (_lock)
        {
            if (_next == _entries.Length) return false;
            var (at, frame) = _entries[_next++];
            _changes.Clear();
            try
            {
                switch (frame.GetProperty("type"u8).GetString())
                {
                    case "orderbook_snapshot":
                        Replace(frame.GetProperty("msg"u8), at);
                        break;
                    case "orderbook_delta":
                        Change(frame.GetProperty("msg"u8), at);
                        break;
                    default:
                        PassedOver++;
                        break;
                }
            }
            catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
            {
                throw new InvalidDataException($"frame {_next}: {fault.Message}", fault);
            }

            if (_changes.Count > 0) _changed?.Invoke(_changes);
            return true;
        }
    }

    /// <summary>Plays what stands before the first change: the books then are as they were when the recording began.</summary>
    public void PlayOpening()
    {
        while (_next < _entries.Length && !(_entries[_next].Frame.TryGetProperty("type"u8, out var type) && type.ValueEquals("orderbook_delta"u8))) Step();
    }

    /// <summary>Plays what is left at the recorded pace, times a speed.</summary>
    public async Task PlayAsync(double speed, CancellationToken cancel)
    {
        while (_next < _entries.Length)
        {
            var wait = _next == 0 ? TimeSpan.Zero : (_entries[_next].At - _entries[_next - 1].At) / speed;
            if (wait > TimeSpan.Zero) await Task.Delay(wait, cancel);
            Step();
        }
    }

    T IStreamWorld.Read<T>(Func<IStreamView, T> read)
    {
        lock (_lock) return read(this);
    }

    bool IStreamView.IsListed(Ticker market) => _books.ContainsKey(market);

    string IStreamView.MarketId(Ticker market) => _books[market].MarketId;

    ImmutableArray<BookLevel> IStreamView.Levels(Ticker market, Outcome ladder) => _books[market].Levels(ladder);

    TickerState IStreamView.TickerOf(Ticker market)
    {
        var book = _books[market];
        BookLevel? ask = book.Levels(Outcome.No) is [.., var no] ? no with { Price = no.Price.Complement } : null;
        return new TickerState(book.Levels(Outcome.Yes) is [.., var bid] ? bid : null, ask, null, Quantity.Zero, Quantity.Zero, Quantity.Zero);
    }

    // A market's first snapshot lists it; a later one moves its book there.
    private void Replace(JsonElement body, Instant at)
    {
        var ticker = new Ticker(body.GetProperty("market_ticker"u8).GetString()!);
        var isNew = !_books.TryGetValue(ticker, out var book);
        if (book is null)
        {
            _books.Add(ticker, book = new RecordedBook(body.GetProperty("market_id"u8).GetString()!));
            _markets.Add(ticker);
        }

        foreach (var (ladder, name) in new[] { (Outcome.Yes, "yes_dollars_fp"), (Outcome.No, "no_dollars_fp") })
        {
            var wanted = new Dictionary<int, long>();
            if (body.TryGetProperty(name, out var levels))
            {
                foreach (var level in levels.EnumerateArray()) wanted.Add(Scaled(level[0], Price.UnitsPerDollar), Scaled(level[1], Quantity.HundredthsPerContract));
            }

            foreach (var (price, size) in book.Levels(ladder))
            {
                if (!wanted.ContainsKey(price.Units)) Move(ticker, book, ladder, price.Units, -size.Hundredths, at);
            }

            foreach (var (units, hundredths) in wanted) Move(ticker, book, ladder, units, hundredths - book.Size(ladder, units), at);
        }

        // Whoever had subscribed before it was listed was told that it does not exist.
        if (isNew) _changes.Clear();
    }

    private void Change(JsonElement body, Instant at)
    {
        var ticker = new Ticker(body.GetProperty("market_ticker"u8).GetString()!);
        var ladder = body.GetProperty("side"u8).GetString() switch
        {
            "yes" => Outcome.Yes,
            "no" => Outcome.No,
            var other => throw new FormatException($"side {other}"),
        };
        Move(
            ticker, _books[ticker], ladder, Scaled(body.GetProperty("price_dollars"u8), Price.UnitsPerDollar),
            Scaled(body.GetProperty("delta_fp"u8), Quantity.HundredthsPerContract), at);
    }

    private void Move(Ticker ticker, RecordedBook book, Outcome ladder, int units, long delta, Instant at)
    {
        if (delta == 0) return;
        book.Change(ladder, units, delta);
        _changes.Add(new StreamChange.Level(ticker, ladder, Price.FromUnits(units), Quantity.FromHundredths(delta), null, at));
    }

    private static int Scaled(JsonElement text, int scale)
    {
        var scaled = decimal.Parse(text.GetString()!, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) * scale;
        return decimal.IsInteger(scaled) ? (int)scaled : throw new FormatException($"{text} is finer than 1/{scale}");
    }
}

/// <summary>A recorded market's book: sizes by price on each ladder's own scale.</summary>
internal sealed class RecordedBook(string marketId)
{
    private readonly SortedDictionary<int, long> _yes = [];
    private readonly SortedDictionary<int, long> _no = [];

    public string MarketId { get; } = marketId;

    public long Size(Outcome ladder, int units) => Side(ladder).GetValueOrDefault(units);

    public ImmutableArray<BookLevel> Levels(Outcome ladder) =>
        [.. Side(ladder).Select(static level => new BookLevel(Price.FromUnits(level.Key), Quantity.FromHundredths(level.Value)))];

    public void Change(Outcome ladder, int units, long delta)
    {
        var side = Side(ladder);
        var size = side.GetValueOrDefault(units) + delta;
        if (size < 0) throw new FormatException($"the level {units} falls below zero");
        if (size == 0) side.Remove(units);
        else side[units] = size;
    }

    private SortedDictionary<int, long> Side(Outcome ladder) => ladder == Outcome.Yes ? _yes : _no;
}
