namespace KalshiArb.Domain.Risk;

/// <summary>Asks for permission to buy a set of exclusive markets: every leg at the same count, or none.</summary>
/// <param name="Event">The event.</param>
/// <param name="Count">Contracts of each leg: whole ones, at least one.</param>
/// <param name="Legs">Each market once, with the evidence of an entry by itself. Their strategy and their game are the same.</param>
public sealed record SetRequest(EventTicker Event, Quantity Count, ImmutableArray<EntryRequest> Legs);

/// <summary>The answer of risk to a <see cref="SetRequest"/>.</summary>
#pragma warning disable CA1711 // As Permission.
public abstract record SetPermission;
#pragma warning restore CA1711

/// <summary>Permission for all legs, which must be applied to the state at once, leg by leg.</summary>
/// <param name="Legs">One for each leg in the order of the request, all of one count.</param>
public sealed record SetApproved(ImmutableArray<Approved> Legs) : SetPermission;

/// <summary>No permission for any leg.</summary>
/// <param name="Leg">The leg that was refused; the place in the request.</param>
/// <param name="Why">Its refusal.</param>
public sealed record SetRefused(int Leg, Refused Why) : SetPermission;
