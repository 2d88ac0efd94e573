using KalshiArb.PaperExchange.Stream;

namespace KalshiArb.PaperExchange.Faults;

/// <summary>How the faults in force have the changes of one moment shown: in which order, without which, and how late what is private.</summary>
internal readonly record struct StreamFaultPlan(IReadOnlyList<StreamChange> Changes, TimeSpan PrivateDelay)
{
    private static readonly TimeSpan _usualDelay = TimeSpan.FromMilliseconds(300);

    public static StreamFaultPlan For(IReadOnlyList<StreamChange> changes, FaultBoard faults)
    {
        if (faults.IsQuiet) return new StreamFaultPlan(changes, TimeSpan.Zero);
        var filled = new HashSet<long>();
        var isPrivate = false;
        foreach (var change in changes)
        {
            if (change is StreamChange.Fill fill) filled.Add(fill.State.Order.Value);
            isPrivate |= change is StreamChange.Fill or StreamChange.Order or StreamChange.Position;
        }

        var delay = isPrivate && faults.Take(FaultKind.AckBeforeFill, StreamChannel.Fill.Name) is { } late ? late.Delay ?? _usualDelay : TimeSpan.Zero;
        if (filled.Count == 0) return new StreamFaultPlan(changes, delay);
        if (faults.Take(FaultKind.FillWithoutOrder, StreamChannel.UserOrders.Name) is not null)
            changes = [.. changes.Where(change => change is not StreamChange.Order order || !filled.Contains(order.State.Number.Value))];
        if (faults.Take(FaultKind.OrderBeforeFill, StreamChannel.UserOrders.Name) is not null)
            changes = [.. changes.OrderBy(static change => change switch { StreamChange.Order => 1, StreamChange.Fill => 2, StreamChange.Position => 3, _ => 0 })];
        return new StreamFaultPlan(changes, delay);
    }
}
