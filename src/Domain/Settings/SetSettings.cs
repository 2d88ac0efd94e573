namespace KalshiArb.Domain.Settings;

/// <summary>When a set of mutually exclusive markets is worth buying, and how much of it. Profits are per contract of the whole set.</summary>
/// <param name="MinimumProfit">Least profit in the worst case, after fees; not below zero.</param>
/// <param name="MaximumProfit">A worst case that is better than this is not believed: a book that lags looks just like it.</param>
/// <param name="MaxContracts">Contracts of each leg.</param>
/// <param name="MaxCost">Cost of all legs together, with fees.</param>
/// <param name="MaximumBookAge">How long ago each leg's book may have been heard of; a set is only as fresh as its oldest leg.</param>
/// <param name="AcceptCollateralReturn">
/// Whether sets are bought where the venue gives back collateral across markets. How much it gives back is documented nowhere,
/// so cash could not be told to the cent while such a set stands.
/// </param>
public sealed record SetSettings(
    PriceOffset MinimumProfit,
    PriceOffset MaximumProfit,
    Quantity MaxContracts,
    Money MaxCost,
    TimeSpan MaximumBookAge,
    bool AcceptCollateralReturn);
