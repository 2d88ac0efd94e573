namespace KalshiArb.Domain.Settings;

/// <summary>
/// Ceilings that stand above every configured limit. They are compiled in; no file and no <c>--set</c> raises them, only the
/// option <c>--raise-ceiling</c>, typed by hand at each start.
/// </summary>
/// <param name="OrderCost">Cost of one order, with fees.</param>
/// <param name="Exposure">Exposure of the account.</param>
public sealed record HardCeilings(Money OrderCost, Money Exposure)
{
    /// <summary>How many times the compiled-in value a raised ceiling may be.</summary>
    public const int MostTimesRaised = 10;

    /// <summary>$250 an order, $5,000 in all.</summary>
    public static HardCeilings CompiledIn { get; } = new(Money.FromDollars(250), Money.FromDollars(5_000));

    /// <summary>What they can be raised to.</summary>
    public static HardCeilings Highest { get; } = new(
        Money.FromMicros(CompiledIn.OrderCost.Micros * MostTimesRaised), Money.FromMicros(CompiledIn.Exposure.Micros * MostTimesRaised));
}
