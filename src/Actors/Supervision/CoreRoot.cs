using Akka.Actor;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Actors.Supervision;

/// <summary>The core's actors, the same in every mode.</summary>
public static class CoreRoot
{
    /// <summary>What <see cref="TradingCore.Create"/> makes the tree of actors from.</summary>
    /// <param name="settings">Every setting that can change a decision.</param>
    /// <param name="precision">To what the venue rounds our balance changes.</param>
    public static Func<ICoreTurn, CoreSeed, Props> For(DecisionSettings settings, MemberPrecision precision) =>
        (turn, seed) => TradingSupervisor.Props(turn, seed, settings, precision);
}
