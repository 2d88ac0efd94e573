namespace KalshiArb.Host.Trading;

/// <summary>Names, of which only the last ones are remembered: a service that runs for months sees ever new ones.</summary>
/// <param name="capacity">How many; at least one.</param>
internal sealed class LastSeen(int capacity)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Whether a name is new among those remembered; the oldest one that had to go for it, else null.</summary>
    public bool Add(string name, out string? forgotten)
    {
        forgotten = null;
        if (!_names.Add(name)) return false;
        _order.Enqueue(name);
        if (_order.Count <= capacity) return true;
        forgotten = _order.Dequeue();
        _names.Remove(forgotten);
        return true;
    }

    /// <summary>Whether a name is new among those remembered.</summary>
    public bool Add(string name) => Add(name, out _);
}
