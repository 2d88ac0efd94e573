namespace KalshiArb.Kill;

/// <summary>Counts the requests of a kill by kind, which are made from several threads.</summary>
internal sealed class RequestLog
{
    private readonly Lock _guard = new();
    private readonly SortedDictionary<string, (int Made, int Repeated)> _counts = new(StringComparer.Ordinal);

    public void Add(string kind, bool done)
    {
        lock (_guard)
        {
            var (made, repeated) = _counts.GetValueOrDefault(kind);
            _counts[kind] = (made + 1, repeated + (done ? 0 : 1));
        }
    }

    public ImmutableArray<KillRequestCount> Counts()
    {
        lock (_guard) return [.. _counts.Select(c => new KillRequestCount(c.Key, c.Value.Made, c.Value.Repeated))];
    }
}
