using System.Globalization;
using System.Text;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>The one turn of a core: collects what a run decides until the core takes or drops it.</summary>
internal sealed class CoreTurn(DeadlineQueue clock) : ICoreTurn
{
    private const int MaxItems = 1_000_000;

    private readonly List<IJournaled> _facts = [];
    private readonly List<Effect> _releases = [];
    private readonly List<Effect> _atOnce = [];
    private readonly List<(DecisionEntry Entry, int Start, int Length)> _decisions = [];
    private byte[] _lines = new byte[4096];
    private int _used;

    private enum Phase
    {
        Closed,
        Open,
        Ignoring,
    }

    private Phase _phase = Phase.Closed;

    /// <inheritdoc/>
    public Instant Now => clock.Now;

    /// <inheritdoc/>
    public long InputNumber { get; internal set; }

    /// <summary>The invariant that an actor reported as broken.</summary>
    internal string? Broken { get; private set; }

    /// <summary>Facts of this run.</summary>
    internal List<IJournaled> Facts => _facts;

    /// <summary>Effects that wait for the batch.</summary>
    internal List<Effect> Releases => _releases;

    /// <summary>Effects that wait for nothing.</summary>
    internal List<Effect> AtOnce => _atOnce;

    /// <summary>How many decisions were logged.</summary>
    internal int DecisionCount => _decisions.Count;

    /// <inheritdoc/>
    public void Emit(IJournaled fact) => Add(_facts, fact);

    /// <inheritdoc/>
    public void Release(Effect effect) => Add(_releases, effect);

    /// <inheritdoc/>
    public void ReleaseAtOnce(Effect effect)
    {
        InvariantViolation.Unless(effect is not CreateOrder, "A create must wait for its intent to be durable.");
        Add(_atOnce, effect);
    }

    /// <inheritdoc/>
    public void Log(DecisionEntry entry)
    {
        if (!MayChange()) return;
        InvariantViolation.Unless(_decisions.Count < MaxItems, "More than 1,000,000 decisions in one input.");
        var start = _used;
        DecisionLine.Render(ref _lines, ref _used, Now, InputNumber, entry);
        _decisions.Add((entry, start, _used - start));
    }

    /// <inheritdoc/>
    public void Break(string invariant)
    {
        if (MayChange()) Broken ??= invariant;
    }

    /// <summary>One decision with its canonical line; the span is valid until the turn is cleared.</summary>
    internal DecisionEntry Decision(int index, out ReadOnlySpan<byte> line)
    {
        var (entry, start, length) = _decisions[index];
        line = _lines.AsSpan(start, length);
        return entry;
    }

    /// <summary>A run begins: what is put in counts.</summary>
    internal void Open() => _phase = Phase.Open;

    /// <summary>A failed tree is taken down: what is put in is ignored.</summary>
    internal void Ignore() => _phase = Phase.Ignoring;

    /// <summary>No run is under way.</summary>
    internal void Close() => _phase = Phase.Closed;

    /// <summary>Forgets what was put in.</summary>
    internal void Clear()
    {
        _facts.Clear();
        _releases.Clear();
        _atOnce.Clear();
        _decisions.Clear();
        _used = 0;
        Broken = null;
    }

    private void Add<T>(List<T> list, T item)
    {
        if (!MayChange()) return;
        InvariantViolation.Unless(list.Count < MaxItems, "More than 1,000,000 facts or effects in one input.");
        list.Add(item);
    }

    private bool MayChange()
    {
        InvariantViolation.Unless(_phase != Phase.Closed, "A core actor decided something outside an input.");
        return _phase == Phase.Open;
    }
}

/// <summary>
/// The canonical form of a decision, over whose UTF-8 bytes the hash chain runs. Fields are separated by one tab:
/// core time (RFC 3339, UTC, microseconds), input number, kind, ticker or '-', code, text. No field holds a control character.
/// </summary>
internal static class DecisionLine
{
    /// <summary>Appends a line, without a line end, to a buffer that grows as needed.</summary>
    internal static void Render(ref byte[] buffer, ref int used, Instant at, long input, DecisionEntry entry)
    {
        var ticker = entry.Ticker is { } named ? named.Value : "-";
        Check(ticker);
        Check(entry.Code);
        Check(entry.Text);
        var most = 27 + 20 + 16 + 5 + Encoding.UTF8.GetMaxByteCount(ticker.Length + entry.Code.Length + entry.Text.Length);
        if (buffer.Length - used < most) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, used + most));
        var rest = buffer.AsSpan(used);
        var start = rest.Length;
        at.ToDateTimeOffset().TryFormat(rest, out var written, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        rest = Tab(rest[written..]);
        input.TryFormat(rest, out written, default, CultureInfo.InvariantCulture);
        rest = Tab(rest[written..]);
        rest = Tab(Put(rest, Name(entry.Kind)));
        rest = Tab(Put(rest, ticker));
        rest = Tab(Put(rest, entry.Code));
        rest = Put(rest, entry.Text);
        used += start - rest.Length;
    }

    private static string Name(DecisionKind kind) => kind switch
    {
        DecisionKind.Verdict => "verdict",
        DecisionKind.Signal => "signal",
        DecisionKind.Approved => "approved",
        DecisionKind.Refused => "refused",
        DecisionKind.Intent => "intent",
        DecisionKind.Cancel => "cancel",
        DecisionKind.Brake => "brake",
        DecisionKind.Booked => "booked",
        DecisionKind.Ended => "ended",
        DecisionKind.Alert => "alert",
        _ => throw new InvariantViolation("Decision kind " + kind + " has no name in the decision log."),
    };

    private static void Check(string field)
    {
        foreach (var c in field)
            InvariantViolation.Unless(!char.IsControl(c), "A decision holds a control character.");
    }

    private static Span<byte> Tab(Span<byte> rest)
    {
        rest[0] = (byte)'\t';
        return rest[1..];
    }

    private static Span<byte> Put(Span<byte> rest, string text) => rest[Encoding.UTF8.GetBytes(text, rest)..];
}
