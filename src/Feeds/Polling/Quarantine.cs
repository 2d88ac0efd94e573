using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Polling;

/// <summary>An item of an answer that did not read.</summary>
/// <param name="At">When it was received.</param>
/// <param name="Where">Lane and item.</param>
/// <param name="Reason">What was wrong.</param>
public readonly record struct QuarantinedItem(Instant At, string Where, string Reason);

/// <summary>What did not read of a source's answers: all of it counted, the last of it kept. May be read from any thread.</summary>
public sealed class Quarantine
{
    /// <summary>How many items are kept.</summary>
    public const int Kept = 100;

    /// <summary>How many different reasons are told apart; later ones are counted only.</summary>
    public const int Reasons = 1_000;

    private const int MaxText = 300;

    private readonly Lock _lock = new();
    private readonly Queue<QuarantinedItem> _last = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Action<QuarantinedItem> _fresh;
    private long _count;

    /// <summary>Makes an empty one.</summary>
    /// <param name="fresh">Told of each item whose place and reason are new.</param>
    public Quarantine(Action<QuarantinedItem> fresh) => _fresh = fresh;

    /// <summary>How many there were.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The last <see cref="Kept"/>, oldest first.</summary>
    public ImmutableArray<QuarantinedItem> Last
    {
        get
        {
            lock (_lock) return [.. _last];
        }
    }

    /// <summary>Puts an item aside.</summary>
    public void Add(Instant at, string where, string reason)
    {
        var item = new QuarantinedItem(at, Cut(where), Cut(reason));
        lock (_lock)
        {
            _count++;
            if (_last.Count == Kept) _last.Dequeue();
            _last.Enqueue(item);
            if (_told.Count >= Reasons || !_told.Add(item.Where + "\n" + item.Reason)) return;
        }

        _fresh(item);
    }

    /// <summary>Puts aside what a decoder noted.</summary>
    public void Add(Instant at, FaultLog faults)
    {
        foreach (var fault in faults.First) Add(at, fault.Where, fault.Reason);
        if (faults.Count > faults.First.Count) Interlocked.Add(ref _count, faults.Count - faults.First.Count);
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + "…";
}
