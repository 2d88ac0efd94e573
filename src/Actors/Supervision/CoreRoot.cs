using Akka.Actor;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Actors.Supervision;

/// <summary>The core's actors, the same in every mode.</summary>
public static class CoreRoot
{
    /// <summary>What <see cref="TradingCore.Create"/> makes the tree of actors from; to be made anew for each core.</summary>
    /// <param name="settings">Every setting that can change a decision.</param>
    /// <param name="precision">To what the venue rounds our balance changes.</param>
    /// <param name="strategies">The strategies that are asked; the standard table when null.</param>
    public static Func<ICoreTurn, CoreSeed, Props> For(DecisionSettings settings, MemberPrecision precision, StrategyTable? strategies = null)
    {
        // The report shows operators what happened since the start, also before an actor failed. No decision reads it.
        var report = new LimitReport();
        return (turn, seed) => TradingSupervisor.Props(turn, seed, new CoreTerms(settings, precision, strategies ?? StrategyTable.Standard, report));
    }
}

/// <summary>What the tree is made with, beside its seed.</summary>
/// <param name="Settings">Every setting that can change a decision.</param>
/// <param name="Precision">To what the venue rounds our balance changes.</param>
/// <param name="Strategies">The strategies that are asked.</param>
/// <param name="Limits">When each limit was last looked at and last bound; outlives a rebuilt tree, and no decision reads it.</param>
internal sealed record CoreTerms(DecisionSettings Settings, MemberPrecision Precision, StrategyTable Strategies, LimitReport Limits);
