using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.Simulation.Seeds;

/// <summary>
/// The kill as the edge carries it out, in simulated time: the gate closes at once; groups are triggered and everything is cancelled,
/// again and again until the venue has done it; it is verified by two empty listings two seconds apart, past the last send, with
/// every create answered or past its signature's life. It lives outside the process as the file of its gate does.
/// </summary>
/// <param name="world">The venue.</param>
/// <param name="network">What is on its way.</param>
/// <param name="dice">Chance: requests of a kill fail as well.</param>
/// <param name="mayFail">Whether they do.</param>
public sealed class KillEdge(IMarketWorld world, FaultyNetwork network, Dice dice, Func<bool> mayFail)
{
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LateLook = TimeSpan.FromSeconds(75);

    private readonly SortedSet<OrderGroupId> _untriggered = [];
    private Instant? _due;
    private Instant? _firstEmpty;

    /// <summary>Whether creates may be sent.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Who killed; null when nobody did.</summary>
    public string? By { get; private set; }

    /// <summary>When it began.</summary>
    public Instant Begun { get; private set; }

    /// <summary>When its receipt was verified; null while it is not.</summary>
    public Instant? VerifiedAt { get; private set; }

    /// <summary>How many kills there were.</summary>
    public int Kills { get; private set; }

    /// <summary>When it has something to do next; null when nothing.</summary>
    public Instant? NextTime => _due;

    /// <summary>Whether an operator may lift it now: verified, and what a cancel-all still does is over.</summary>
    public bool MayBeLifted(Instant now) => VerifiedAt is not null && now >= Begun + LateLook;

    /// <summary>Begins a kill; false when one stands already.</summary>
    public bool Begin(string by, Instant now)
    {
        foreach (var group in network.EntryGroups.Keys) _untriggered.Add(group);
        if (!IsOpen) return false;
        (IsOpen, By, Begun, VerifiedAt, _firstEmpty, _due) = (false, by, now, null, null, now);
        Kills++;
        return true;
    }

    /// <summary>Does what is due; appends what the streams show of it. True when the receipt has just been verified.</summary>
    public bool Step(Instant now, ICollection<Input> shown)
    {
        if (_due is not { } due || due > now) return false;
        _due = now + TimeSpan.FromMilliseconds(200);
        foreach (var group in _untriggered.ToArray())
            if (!Fails() && (world.TriggerGroup(group, now, shown) || world.IsGroupTriggered(group) is null or true)) _untriggered.Remove(group);
        if (Fails())
        {
            _firstEmpty = null;
            return false;
        }

        world.CancelAll(now, shown);
        var resting = world.ListAccount(0, now, now, shown).Orders.Count(order => order.Status == VenueOrderStatus.Resting);
        if (resting > 0 || _untriggered.Count > 0 || now <= network.LastSend) _firstEmpty = null;
        else _firstEmpty ??= now;
        var fenced = !network.HasUnanswered || now - network.LastSend > FaultyNetwork.SignatureLife + Gap;
        if (_firstEmpty is not { } first || now - first < Gap || !fenced) return false;
        (VerifiedAt, _due) = (now, null);
        return true;
    }

    /// <summary>An operator lifts it.</summary>
    public void Lift() => (IsOpen, By, VerifiedAt, _due) = (true, null, null, null);

    private bool Fails() => mayFail() && dice.Is(200);
}
