using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Seeds.Checks;

/// <summary>
/// One promise, watched from outside the core: what left it, what travelled, what the venue did and what the core was shown.
/// A check has figures and rules of its own, none of the core's. It is told of everything in the order in which it happens,
/// and keeps the first breach.
/// </summary>
/// <param name="name">The promise: P1 to P10.</param>
public abstract class Check(string name)
{
    /// <summary>The promise.</summary>
    public string Name { get; } = name;

    /// <summary>How often it was judged. A promise that was never judged was not kept either.</summary>
    public long Evaluations { get; private set; }

    /// <summary>The first breach with its evidence; null while there is none.</summary>
    public string? Breach { get; private set; }

    /// <summary>A new process has begun: what the last one knew without having written it down is gone.</summary>
    public virtual void Restarted()
    {
    }

    /// <summary>An actor failed in the input in hand, which was dropped; the core was made anew from its facts.</summary>
    public virtual void Rebuilt()
    {
    }

    /// <summary>The core is about to be given an input.</summary>
    public virtual void Shown(Input input, Instant at)
    {
    }

    /// <summary>The core has taken the input to its end, without a failure.</summary>
    public virtual void Took(Input input, Instant at)
    {
    }

    /// <summary>Which strategy an order is of that the core decides next.</summary>
    public virtual void Intended(ClientOrderId order, StrategyId strategy)
    {
    }

    /// <summary>The core decided an order. It may still be held back.</summary>
    public virtual void Decided(OrderTicket ticket, Instant at)
    {
    }

    /// <summary>A create was written to the socket.</summary>
    public virtual void Written(OrderTicket ticket, Instant at)
    {
    }

    /// <summary>A create was held back, or lost for good: it can never be accepted.</summary>
    public virtual void Gone(ClientOrderId order)
    {
    }

    /// <summary>The venue accepted a create.</summary>
    public virtual void Accepted(OrderTicket ticket, OrderAccepted answer, Instant at)
    {
    }

    /// <summary>A cancel left the core.</summary>
    public virtual void CancelLeft(ClientOrderId order)
    {
    }

    /// <summary>The trigger of an order group left the core, which cancels every order in it.</summary>
    public virtual void TriggerLeft(OrderGroupId group)
    {
    }

    /// <summary>A fill of the account happened at the venue.</summary>
    public virtual void VenueFilled(FillReported fill)
    {
    }

    /// <summary>An order of the account changed at the venue.</summary>
    public virtual void VenueChanged(VenueOrder order)
    {
    }

    /// <summary>A position of the account was settled at the venue.</summary>
    public virtual void VenueSettled(SettlementRow row)
    {
    }

    /// <summary>The send gate was closed.</summary>
    public virtual void GateClosed(Instant at)
    {
    }

    /// <summary>A kill ended with a verified receipt.</summary>
    public virtual void KillVerified(Instant at)
    {
    }

    /// <summary>An operator lifted the kill: the gate is open again.</summary>
    public virtual void GateOpened()
    {
    }

    /// <summary>A step has come to its end.</summary>
    public virtual void StepEnded(Instant at)
    {
    }

    /// <summary>Counts one judgement.</summary>
    protected void Judge() => Evaluations++;

    /// <summary>Reports a breach.</summary>
    protected void Fail(string evidence) => Breach ??= evidence;

    /// <summary>Judges: a breach unless it holds.</summary>
    protected void Judge(bool holds, Func<string> evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        Evaluations++;
        if (!holds) Breach ??= evidence();
    }
}
