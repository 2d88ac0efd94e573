using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Simulation.Seeds;

/// <summary>One game of a <see cref="SeedWorld"/>: what its outcomes are worth, and its score.</summary>
internal sealed class SeedGame(GameId id, Sport sport, int outcomes, double home, double draw)
{
    public GameId Id { get; } = id;
    public Sport Sport { get; } = sport;
    public int Outcomes { get; } = outcomes;
    public double Home { get; set; } = home;
    public double Draw { get; } = draw;
    public int HomeScore { get; set; }
    public int AwayScore { get; set; }
    public GamePhase Phase { get; set; } = GamePhase.InPlay;
    public Instant SuspendedUntil { get; set; }
    public Instant SilentUntil { get; set; }
    public Instant ScoreSilentUntil { get; set; }
    public Instant OldStampsUntil { get; set; }

    /// <summary>What a market on this outcome is worth, from 0 to 1.</summary>
    public double Value(GameOutcome outcome) => outcome switch
    {
        GameOutcome.Home => Home * (1 - Draw),
        GameOutcome.Draw => Draw,
        _ => (1 - Home) * (1 - Draw),
    };
}

/// <summary>One market of a <see cref="SeedWorld"/> and those who quote it.</summary>
internal sealed class SeedMarket(MarketIndex index, MarketFacts facts, SeedGame game)
{
    public MarketIndex Index { get; } = index;
    public MarketFacts Facts { get; } = facts;
    public SeedGame Game { get; } = game;

    /// <summary>The grid in force: it may have been changed.</summary>
    public PriceGrid Grid { get; set; } = facts.Grid;

    /// <summary>How far the makers' opinion is from the value.</summary>
    public double Lean { get; set; }

    public List<OrderNumber> Quotes { get; } = [];
}
