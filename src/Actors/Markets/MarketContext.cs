using Akka.Actor;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Actors.Markets;

/// <summary>What every event and market actor works with. Immutable; the turn belongs to the core.</summary>
/// <param name="Turn">The input in hand.</param>
/// <param name="Settings">Decision settings.</param>
/// <param name="Risk">The only giver of permission.</param>
/// <param name="Execution">The owner of orders.</param>
/// <param name="Precision">The member's precision, to which fees are rounded.</param>
/// <param name="Strategies">The strategies that are asked.</param>
internal sealed record MarketContext(
    ICoreTurn Turn,
    DecisionSettings Settings,
    IActorRef Risk,
    IActorRef Execution,
    MemberPrecision Precision,
    StrategyTable Strategies);
