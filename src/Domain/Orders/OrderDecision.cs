using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Orders;

/// <summary>What the registry decides by, besides its state and the input.</summary>
/// <param name="Account">Our account tag in client order ids.</param>
/// <param name="Settings">Time-outs and the fence.</param>
public sealed record OrderPolicy(string Account, ExecutionSettings Settings);

/// <summary>What came of one input.</summary>
/// <param name="State">The registry after <paramref name="Facts"/>: the same as applying them one by one.</param>
/// <param name="Facts">New facts, in order.</param>
/// <param name="Effects">
/// What is wanted outside. <see cref="CreateOrder"/> waits for the facts to be durable; <see cref="CancelOrder"/> and
/// <see cref="TriggerOrderGroup"/> wait for nothing.
/// </param>
/// <param name="Notices">What people, and the supervisor, must know.</param>
/// <param name="ListingWanted">Whether the account should be listed at once, because only a read can tell.</param>
public sealed record OrderDecision(
    OrderRegistry State,
    ImmutableArray<IJournaled> Facts,
    ImmutableArray<Effect> Effects,
    ImmutableArray<Notice> Notices,
    bool ListingWanted);

/// <summary>Why an order was not registered.</summary>
public enum RegistrationRefusal
{
    /// <summary>The client order id was used before.</summary>
    DuplicateId,
    /// <summary>An order of the same role on the ticker has not left the registry.</summary>
    RoleTaken,
    /// <summary>An order on the ticker is in doubt; no entry until it is resolved.</summary>
    TickerInDoubt,
    /// <summary>The registry holds as many orders as it may.</summary>
    RegistryFull,
}

/// <summary>The answer to a registration.</summary>
/// <param name="Refusal">Why not; null when the order is registered.</param>
/// <param name="Decision">What follows; nothing when refused.</param>
public sealed record Registration(RegistrationRefusal? Refusal, OrderDecision Decision);
