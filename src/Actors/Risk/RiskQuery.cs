using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Actors.Risk;

/// <summary>Asks for the risk actor's state and the report of its limits.</summary>
public sealed record RiskQuery : ICoreQuery<RiskReply>;

/// <summary>The state and the limits.</summary>
public sealed record RiskReply(RiskState State, ImmutableArray<LimitLine> Limits);
