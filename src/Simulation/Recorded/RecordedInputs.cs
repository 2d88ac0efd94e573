using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Simulation.Recorded;

/// <summary>
/// What was recorded, one input after another, with a look at a market's next row for the world that fills orders: what is to come
/// reaches nobody else. What is looked at is held, for no longer than the look reaches.
/// </summary>
internal sealed class RecordedInputs
{
    private readonly IEnumerator<TimedInput> _source;
    private readonly Queue<TimedInput> _ahead = new();
    private bool _ended;

    public RecordedInputs(IEnumerable<TimedInput> source)
    {
        _source = source.GetEnumerator();
        MoveNext();
    }

    /// <summary>Whether there is one.</summary>
    public bool More { get; private set; }

    /// <summary>The next input that happens; only while there is one.</summary>
    public TimedInput Current { get; private set; }

    public void MoveNext()
    {
        More = _ahead.TryDequeue(out var next) || TryRead(out next);
        Current = next;
    }

    /// <summary>
    /// The next row of a market's prices that is no later than an instant; null where its books are lost, its trading ends or nothing is
    /// recorded of it before.
    /// </summary>
    public TopQuoted? NextRow(Ticker ticker, Instant until)
    {
        if (!More || Current.Stamp > until) return null;
        if (Ends(Current.Input, ticker, out var row)) return row;
        foreach (var held in _ahead)
        {
            if (held.Stamp > until) return null;
            if (Ends(held.Input, ticker, out row)) return row;
        }

        while (TryRead(out var read))
        {
            _ahead.Enqueue(read);
            if (read.Stamp > until) return null;
            if (Ends(read.Input, ticker, out row)) return row;
        }

        return null;
    }

    private static bool Ends(Input input, Ticker ticker, out TopQuoted? row)
    {
        row = input as TopQuoted;
        if (row is not null && row.Ticker == ticker) return true;
        row = null;
        return input is MarketDetermined determined && determined.Ticker == ticker
            || input is MarketStatusChanged changed && changed.Ticker == ticker && changed.Status != MarketStatus.Active;
    }

    private bool TryRead(out TimedInput read)
    {
        read = default;
        if (_ended || !_source.MoveNext())
        {
            _ended = true;
            return false;
        }

        read = _source.Current;
        return true;
    }
}
