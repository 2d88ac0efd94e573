namespace KalshiArb.Domain.Risk;

/// <summary>The answer of risk to a request.</summary>
/// <param name="Evaluated">The rules that were looked at, for the limit report.</param>
/// <param name="Bound">The rule that refused or, of those that cut the size, the tightest; empty when the Kelly stake or the request was smaller than every limit.</param>
#pragma warning disable CA1711 // Permission is what risk gives; .NET's code-access permissions are not part of this program.
public abstract record Permission(RuleSet Evaluated, RuleSet Bound);
#pragma warning restore CA1711

/// <summary>
/// Permission to send one order. It must be applied to the state at once (<see cref="RiskState.Reserve(EntryRequest, Approved, Instant)"/>),
/// so that the next request of the same cycle sees the money gone.
/// </summary>
/// <param name="Count">How many contracts: whole ones for an entry, at least one.</param>
/// <param name="Reservation">Full cost with fees, to be held in the cash of the market's shard; zero for an exit.</param>
/// <param name="Evidence">The figures that the size rests on, as key=value pairs in a fixed order.</param>
/// <param name="Evaluated">See <see cref="Permission"/>.</param>
/// <param name="Bound">See <see cref="Permission"/>.</param>
public sealed record Approved(Quantity Count, Money Reservation, string Evidence, RuleSet Evaluated, RuleSet Bound) : Permission(Evaluated, Bound);

/// <summary>No permission.</summary>
/// <param name="Code">The rule that refused; where several cut the size, the one that cut it below the least order.</param>
/// <param name="Text">The value found and the limit, for people.</param>
/// <param name="Evaluated">See <see cref="Permission"/>.</param>
/// <param name="Bound">See <see cref="Permission"/>.</param>
public sealed record Refused(RefusalCode Code, string Text, RuleSet Evaluated, RuleSet Bound) : Permission(Evaluated, Bound);
