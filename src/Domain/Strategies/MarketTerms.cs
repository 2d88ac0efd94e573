using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Strategies;

/// <summary>
/// What strategies need of a market and seldom changes. Made anew when the grid, the fees or the facts change, so that a
/// <see cref="MarketView"/> carries one reference and nothing is computed again on every book change.
/// </summary>
public sealed class MarketTerms
{
    /// <summary>Makes the terms of one market.</summary>
    /// <param name="facts">Facts of the market; status and close time are read from the view, not from here.</param>
    /// <param name="precision">The member's precision, to which fees are rounded.</param>
    /// <param name="settings">Decision settings; those of the market's series apply.</param>
    public MarketTerms(MarketFacts facts, MemberPrecision precision, DecisionSettings settings)
    {
        Facts = facts;
        YesGrid = facts.Grid;
        NoGrid = facts.Grid.Mirror();
        Precision = precision;
        Settings = settings.For(facts.Series);
        Consensus = settings.Consensus;
        Execution = settings.Execution;
    }

    /// <summary>The facts the terms were made from.</summary>
    public MarketFacts Facts { get; }

    /// <summary>The valid prices on the YES scale.</summary>
    public PriceGrid YesGrid { get; }

    /// <summary>The valid prices on the NO scale.</summary>
    public PriceGrid NoGrid { get; }

    /// <summary>Fee type and multiplier in force.</summary>
    public FeeSchedule Fees => Facts.Fees;

    /// <summary>The member's precision.</summary>
    public MemberPrecision Precision { get; }

    /// <summary>The settings of the market's series.</summary>
    public SeriesSettings Settings { get; }

    /// <summary>How far fair-value sources may lie apart.</summary>
    public ConsensusSettings Consensus { get; }

    /// <summary>Time-outs and tries.</summary>
    public ExecutionSettings Execution { get; }
}
