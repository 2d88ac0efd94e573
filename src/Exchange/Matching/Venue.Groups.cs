using KalshiArb.Exchange.Accounts;

namespace KalshiArb.Exchange.Matching;

public sealed partial class Venue
{
    /// <summary>
    /// Makes an order group: at most so many whole contracts matched in a rolling 15 s (1 to 1,000,000). The order that passes
    /// the limit still fills, so the overshoot is at most one order's.
    /// </summary>
    public GroupResult CreateGroup(AccountId account, Shard shard, long contractsLimit, Instant at)
    {
        AdvanceTo(at);
        var owner = _accounts[account.Value];
        if (shard.Index < 0 || shard.Index >= _rules.Shards || !owner.OnShard[shard.Index]) return new GroupResult(VenueRefusal.UserNotFound, default);
        if (contractsLimit is < 1 or > 1_000_000) return new GroupResult(VenueRefusal.InvalidGroupLimit, default);
        if (owner.Groups.Count >= _rules.MaxGroups) return new GroupResult(VenueRefusal.TooMany, default);
        var group = new OrderGroup(new GroupNumber(_groups.Count + 1), owner, shard, contractsLimit * Quantity.HundredthsPerContract);
        _groups.Add(group);
        owner.Groups.Add(group);
        return new GroupResult(null, group.Number);
    }

    /// <summary>Triggers a group: its orders are cancelled and later ones refused until it is reset. A triggered group stays so.</summary>
    public VenueRefusal? TriggerGroup(AccountId account, GroupNumber group, Instant at)
    {
        AdvanceTo(at);
        if (FindGroup(_accounts[account.Value], group) is not { } found) return VenueRefusal.OrderGroupNotFound;
        Trigger(found);
        return null;
    }

    /// <summary>Lets a triggered group take orders again, with an empty window.</summary>
    public VenueRefusal? ResetGroup(AccountId account, GroupNumber group, Instant at)
    {
        AdvanceTo(at);
        if (FindGroup(_accounts[account.Value], group) is not { } found) return VenueRefusal.OrderGroupNotFound;
        found.Triggered = false;
        found.Window.Clear();
        found.Matched = 0;
        return null;
    }

    /// <summary>Changes a group's limit (1 to 1,000,000 whole contracts); what the window has matched stands.</summary>
    public VenueRefusal? SetGroupLimit(AccountId account, GroupNumber group, long contractsLimit, Instant at)
    {
        AdvanceTo(at);
        if (FindGroup(_accounts[account.Value], group) is not { } found) return VenueRefusal.OrderGroupNotFound;
        if (contractsLimit is < 1 or > 1_000_000) return VenueRefusal.InvalidGroupLimit;
        found.LimitHundredths = contractsLimit * Quantity.HundredthsPerContract;
        return null;
    }

    /// <summary>Deletes a group: its orders are cancelled, and it is not found any more.</summary>
    public VenueRefusal? DeleteGroup(AccountId account, GroupNumber group, Instant at)
    {
        AdvanceTo(at);
        var owner = _accounts[account.Value];
        if (FindGroup(owner, group) is not { } found) return VenueRefusal.OrderGroupNotFound;
        found.Deleted = true;
        owner.Groups.Remove(found);
        CancelWhere(owner, found, static (deleted, order) => order.Group == deleted, UpdateReason.None);
        return null;
    }

    /// <summary>The groups of an account, oldest first.</summary>
    public ImmutableArray<GroupState> ListGroups(AccountId account) => [.. _accounts[account.Value].Groups.Select(Show)];

    /// <summary>A group of an account; null when it does not exist.</summary>
    public GroupState? FindGroup(AccountId account, GroupNumber group) =>
        FindGroup(_accounts[account.Value], group) is { } found ? Show(found) : null;

    private static GroupState Show(OrderGroup group) =>
        new(group.Number, group.Shard, Quantity.FromHundredths(group.LimitHundredths), group.Triggered);

    /// <summary>Whether a group was triggered; null when it does not exist for the account.</summary>
    public bool? IsGroupTriggered(AccountId account, GroupNumber group) => FindGroup(_accounts[account.Value], group)?.Triggered;

    private OrderGroup? FindGroup(Account owner, GroupNumber number) =>
        number.Value >= 1 && number.Value <= _groups.Count && _groups[(int)number.Value - 1] is { Deleted: false } group && group.Owner == owner ? group : null;

    private void CountForGroup(OrderGroup? group, long hundredths)
    {
        if (group is null) return;
        var from = (Now - _rules.GroupWindow).UnixMicros;
        while (group.Window.TryPeek(out var oldest) && oldest.AtMicros <= from) group.Matched -= group.Window.Dequeue().Hundredths;
        group.Window.Enqueue((Now.UnixMicros, hundredths));
        group.Matched += hundredths;
        if (group.Matched > group.LimitHundredths && !group.Triggered && !_exceeded.Contains(group)) _exceeded.Add(group);
    }

    private void TriggerExceededGroups()
    {
        if (_exceeded.Count == 0) return;
        foreach (var group in _exceeded) Trigger(group);
        _exceeded.Clear();
    }

    private void Trigger(OrderGroup group)
    {
        if (group.Triggered) return;
        group.Triggered = true;
        CancelWhere(group.Owner, group, static (triggered, order) => order.Group == triggered, UpdateReason.None);
        Outputs.Groups.Add(new GroupTriggered(group.Owner.Id, group.Number, Now));
    }
}
