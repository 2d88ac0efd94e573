using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Slate;

/// <summary>A market of the slate and the game it pays on.</summary>
internal sealed class SlateMarket(MarketIndex index, MarketFacts facts, Game game, Quantity volumeBefore)
{
    public MarketIndex Index { get; } = index;
    public MarketFacts Facts { get; } = facts;
    public Game Game { get; } = game;

    /// <summary>What had traded before the slate began.</summary>
    public Quantity VolumeBefore { get; } = volumeBefore;

    /// <summary>What a YES is worth under a truth.</summary>
    public double ValueOf(Truth truth) => Facts.YesOutcome switch
    {
        GameOutcome.Home => truth.Home,
        GameOutcome.Away => truth.Away,
        _ => truth.Draw,
    };
}
