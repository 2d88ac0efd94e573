using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Seeds.Checks;

/// <summary>
/// P3: once the gate is closed no create is written to a socket; once the core knows of a kill it decides none; once a kill's
/// receipt is verified the venue accepts none.
/// </summary>
public sealed class GateCheck() : Check("P3")
{
    private bool _closed;
    private bool _killed;
    private bool _verified;

    /// <summary>Whether the gate was ever closed: without that the promise was not put to the test.</summary>
    public bool WasClosed { get; private set; }

    /// <inheritdoc/>
    public override void GateClosed(Instant at) => _closed = WasClosed = true;

    /// <inheritdoc/>
    public override void KillVerified(Instant at) => _verified = true;

    /// <inheritdoc/>
    public override void GateOpened() => _closed = _killed = _verified = false;

    /// <inheritdoc/>
    public override void Took(Input input, Instant at)
    {
        if (input is KillBegun or JournalFailed) _killed = true;
    }

    /// <inheritdoc/>
    public override void Decided(OrderTicket ticket, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (_killed) Judge(false, () => $"order {ticket.Id} was decided while killed");
    }

    /// <inheritdoc/>
    public override void Written(OrderTicket ticket, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (_closed) Judge(false, () => $"order {ticket.Id} was written to a socket behind the closed gate");
    }

    /// <inheritdoc/>
    public override void Accepted(OrderTicket ticket, OrderAccepted answer, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (_verified) Judge(false, () => $"order {ticket.Id} was accepted after the verified receipt");
    }

    /// <inheritdoc/>
    public override void StepEnded(Instant at)
    {
        if (_closed) Judge();
    }
}
