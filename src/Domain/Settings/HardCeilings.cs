namespace KalshiArb.Domain.Settings;

/// <summary>Limits that are compiled in. No configuration raises them.</summary>
public static class HardCeilings
{
    /// <summary>Cost of one order.</summary>
    public static Money OrderCost { get; } = Money.FromDollars(250);

    /// <summary>Exposure of the account.</summary>
    public static Money Exposure { get; } = Money.FromDollars(5_000);
}
