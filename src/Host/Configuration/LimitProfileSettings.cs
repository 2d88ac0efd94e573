using KalshiArb.Domain.Settings;

namespace KalshiArb.Host.Configuration;

/// <summary>How far limits are let out.</summary>
public enum LimitProfile
{
    /// <summary>$100 of exposure, 2 markets, 1 contract: the first day with real money.</summary>
    FirstDay,
    /// <summary>Between the two.</summary>
    Ramp,
    /// <summary>The limits as written. With real money only after the hours that the journals must show.</summary>
    Full,
}

/// <summary>What a profile lowers limits to.</summary>
/// <param name="MaxExposure">Exposure of the account, and of anything within it.</param>
/// <param name="MaxMarkets">Markets with a position or a working entry.</param>
/// <param name="MaxContracts">Contracts in one market and in one order.</param>
public sealed record LimitCaps(Money MaxExposure, int MaxMarkets, Quantity MaxContracts);

/// <summary>The profile in force. It only lowers limits.</summary>
/// <param name="Profile">Which.</param>
/// <param name="Caps">What it lowers to; null for full.</param>
/// <param name="Evidence">State directories beside the standard place whose journals count as evidence for full.</param>
public sealed record LimitProfileSettings(LimitProfile Profile, LimitCaps? Caps, ImmutableArray<string> Evidence)
{
    /// <summary>The profile's spelling in configuration.</summary>
    public string Name => NameOf(Profile);

    /// <summary>A profile's spelling in configuration.</summary>
    public static string NameOf(LimitProfile profile) => profile switch { LimitProfile.FirstDay => "first-day", LimitProfile.Ramp => "ramp", _ => "full" };

    /// <summary>The settings with every limit at or below the caps.</summary>
    public DecisionSettings Apply(DecisionSettings settings) => Caps is not { } caps
        ? settings
        : settings with
        {
            Default = Lower(settings.Default, caps),
            BySeries = settings.BySeries.ToImmutableSortedDictionary(s => s.Key, s => Lower(s.Value, caps), StringComparer.Ordinal),
            Account = settings.Account with { MaxExposure = Least(settings.Account.MaxExposure, caps.MaxExposure), MaxMarkets = Math.Min(settings.Account.MaxMarkets, caps.MaxMarkets) },
        };

    /// <summary>The row of a setting as it is in force, with the profile as its source where that lowered it.</summary>
    internal EffectiveSetting Show(EffectiveSetting row)
    {
        if (Caps is not { } caps) return row;
        var (units, cap) = row.Path[(row.Path.LastIndexOf('.') + 1)..] switch
        {
            "max-exposure" or "max-exposure-market" or "max-exposure-event" or "max-exposure-sport" when IsRisk(row.Path) => (Money.MicrosPerDollar, caps.MaxExposure.Micros),
            "max-markets" or "max-positions-sport" when IsRisk(row.Path) => (1, caps.MaxMarkets),
            "max-contracts" or "max-order-contracts" when IsRisk(row.Path) => (Quantity.HundredthsPerContract, caps.MaxContracts.Hundredths),
            _ => (0, 0L),
        };
        return units == 0 || !SettingText.TryUnits(row.Value, units, out var value) || value <= cap
            ? row
            : row with { Value = SettingText.Write(cap, units), Source = $"limits.{Name}" };
    }

    private static bool IsRisk(string path) =>
        path.StartsWith("kalshiarb.risk.", StringComparison.Ordinal) || path.StartsWith("kalshiarb.strategies.series.", StringComparison.Ordinal);

    private static SeriesSettings Lower(SeriesSettings series, LimitCaps caps) => series with
    {
        Limits = series.Limits with
        {
            MaxContracts = Quantity.Min(series.Limits.MaxContracts, caps.MaxContracts),
            MaxOrderContracts = Quantity.Min(series.Limits.MaxOrderContracts, caps.MaxContracts),
            MaxExposureMarket = Least(series.Limits.MaxExposureMarket, caps.MaxExposure),
            MaxExposureEvent = Least(series.Limits.MaxExposureEvent, caps.MaxExposure),
            MaxExposureSport = Least(series.Limits.MaxExposureSport, caps.MaxExposure),
            MaxPositionsSport = Math.Min(series.Limits.MaxPositionsSport, caps.MaxMarkets),
        },
    };

    private static Money Least(Money left, Money right) => left <= right ? left : right;
}
