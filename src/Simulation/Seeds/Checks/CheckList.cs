using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Simulation.Seeds.Checks;

/// <summary>The checks of one run, told of everything together.</summary>
public sealed class CheckList : INetworkWatch
{
    private readonly Evidence _evidence;
    private readonly StaleCheck _stale;
    private readonly GateCheck _gate;

    /// <summary>Makes the checks for one run.</summary>
    /// <param name="settings">The settings in force.</param>
    /// <param name="tag">What our client order ids begin with.</param>
    public CheckList(DecisionSettings settings, string tag)
    {
        _evidence = new Evidence(settings);
        (_stale, _gate, Reconciled, Settled) = (new StaleCheck(_evidence), new GateCheck(), new LedgerCheck(tag), new OpenOrderCheck());
        var exposure = new ExposureCheck(settings, tag);
        All = [exposure, new StrategyLimitsCheck(settings, exposure), new SingleOrderCheck(tag), _gate, new BookCheck(_evidence), _stale, Settled, Reconciled];
    }

    /// <summary>Every check.</summary>
    public ImmutableArray<Check> All { get; }

    /// <summary>What compares the ledgers at the end.</summary>
    public LedgerCheck Reconciled { get; }

    /// <summary>What looks at open orders at the end.</summary>
    public OpenOrderCheck Settled { get; }

    /// <summary>Entries that the venue accepted.</summary>
    public long EntriesAccepted { get; private set; }

    /// <summary>Exits that the venue accepted.</summary>
    public long ExitsAccepted { get; private set; }

    /// <summary>How often a working entry's evidence became stale.</summary>
    public long StaleEntries => _stale.StaleEntries;

    /// <summary>How many gaps the core was shown.</summary>
    public long Gaps => _evidence.Gaps;

    /// <summary>Whether the gate was ever closed.</summary>
    public bool WasGateClosed => _gate.WasClosed;

    /// <summary>What is broken: promises with '+' between them, and the first evidence of each; null while nothing is.</summary>
    public (string Promise, string Evidence)? Breach
    {
        get
        {
            string? promises = null, evidence = null;
            foreach (var check in All)
            {
                if (check.Breach is not { } found) continue;
                (promises, evidence) = promises is null ? (check.Name, found) : ($"{promises}+{check.Name}", $"{evidence}; {found}");
            }

            return promises is null ? null : (promises, evidence!);
        }
    }

    /// <summary>A new process has begun.</summary>
    public void Restarted()
    {
        _evidence.Restart();
        foreach (var check in All) check.Restarted();
    }

    /// <summary>What the core ran at a time, the input in hand or a deadline that was due before it, was dropped.</summary>
    public void Rebuilt(Instant at)
    {
        _evidence.Rebuild(at);
        foreach (var check in All) check.Rebuilt();
    }

    /// <summary>The core is about to be given an input.</summary>
    public void Shown(Input input, Instant at)
    {
        _evidence.Take(input, at);
        foreach (var check in All) check.Shown(input, at);
    }

    /// <summary>The core has taken it.</summary>
    public void Took(Input input, Instant at)
    {
        foreach (var check in All) check.Took(input, at);
    }

    /// <summary>Which strategy an order is of that the core decides next.</summary>
    public void Intended(ClientOrderId order, StrategyId strategy)
    {
        foreach (var check in All) check.Intended(order, strategy);
    }

    /// <summary>The core decided an order.</summary>
    public void Decided(OrderTicket ticket, Instant at)
    {
        foreach (var check in All) check.Decided(ticket, at);
    }

    /// <inheritdoc/>
    public void Written(OrderTicket ticket, Instant at)
    {
        foreach (var check in All) check.Written(ticket, at);
    }

    /// <inheritdoc/>
    public void Gone(ClientOrderId order)
    {
        foreach (var check in All) check.Gone(order);
    }

    /// <inheritdoc/>
    public void Accepted(OrderTicket ticket, OrderAccepted answer, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (ticket.Role == OrderRole.Entry) EntriesAccepted++;
        else ExitsAccepted++;
        foreach (var check in All) check.Accepted(ticket, answer, at);
    }

    /// <inheritdoc/>
    public void CancelLeft(ClientOrderId order)
    {
        foreach (var check in All) check.CancelLeft(order);
    }

    /// <inheritdoc/>
    public void TriggerLeft(OrderGroupId group)
    {
        foreach (var check in All) check.TriggerLeft(group);
    }

    /// <summary>A fill at the venue.</summary>
    public void VenueFilled(FillReported fill)
    {
        foreach (var check in All) check.VenueFilled(fill);
    }

    /// <summary>A change of an order at the venue.</summary>
    public void VenueChanged(VenueOrder order)
    {
        foreach (var check in All) check.VenueChanged(order);
    }

    /// <summary>A settlement at the venue.</summary>
    public void VenueSettled(SettlementRow row)
    {
        foreach (var check in All) check.VenueSettled(row);
    }

    /// <summary>The gate was closed.</summary>
    public void GateClosed(Instant at)
    {
        foreach (var check in All) check.GateClosed(at);
    }

    /// <summary>A kill was verified.</summary>
    public void KillVerified(Instant at)
    {
        foreach (var check in All) check.KillVerified(at);
    }

    /// <summary>A kill was lifted.</summary>
    public void GateOpened()
    {
        foreach (var check in All) check.GateOpened();
    }

    /// <summary>A step has ended.</summary>
    public void StepEnded(Instant at)
    {
        _evidence.Reach(at);
        foreach (var check in All) check.StepEnded(at);
    }
}
