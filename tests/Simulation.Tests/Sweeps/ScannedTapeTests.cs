using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Import;
using KalshiArb.Simulation.Sweeps;

namespace KalshiArb.Simulation.Tests.Sweeps;

public sealed class ScannedTapeTests
{
    private static readonly Instant Start = Instant.FromUnixMicros(1_780_000_000_000_000);
    private static readonly GameId First = new("nba/1"), Second = new("nba/2"), Unlisted = new("nba/3");
    private static readonly Ticker Own = new("A-1"), Other = new("B-2");

    private static MarketListed Listed(Ticker ticker, GameId game) => new(new MarketFacts(
        ticker, new EventTicker("E"), new SeriesTicker("KXNBAGAME"), Sport.Nba, PriceGrid.LinearCent, new FeeSchedule(FeeType.Quadratic, 1_000), MarketStatus.Active,
        Start + TimeSpan.FromHours(9), new Shard(0), game, GameOutcome.Home, 2, TimeSpan.FromMinutes(5)));

    private static readonly TimedInput[] Tape =
    [
        At(0, Listed(Own, First)), At(0, Listed(Other, Second)), At(1, new GameListed(First, Sport.Nba, "h", "a", Start + TimeSpan.FromHours(2))), At(1, new GameListed(Second, Sport.Nba, "h", "a", Start + TimeSpan.FromHours(3))),
        At(2, new BookSnapshot(7, 1, Own, [], [])), At(2, new BookSnapshot(7, 2, Other, [], [])), At(3, new OddsPolled(First, "api", [new BookmakerQuote("x", Start, 2, 2, null)])),
        At(3, new OddsPolled(Second, "api", [])), At(3, new OddsPolled(Unlisted, "api", [])),
        At(4, new BookDelta(7, 3, Other, Outcome.Yes, Price.FromUnits(4_000), Quantity.FromContracts(1))), At(4, new BookDelta(7, 4, Own, Outcome.Yes, Price.FromUnits(4_000), Quantity.FromContracts(1))),
        At(5, new ScoreReported(First, GamePhase.InPlay, 1, 0, null, 1, Start)), At(6, new ScoreReported(First, GamePhase.InPlay, 2, 0, null, 1, Start)), At(7, StreamAlive.Instance),
        At(8, new MarketDetermined(Other, Price.One)), At(9, new MarketDetermined(Own, Price.Zero)),
    ];

    private static TimedInput At(int minute, Input input) => new(Start + TimeSpan.FromMinutes(minute), input);

    [Fact]
    public void Games_are_those_with_a_market_and_begin_with_the_first_score_in_play()
    {
        var games = ScannedTape.GamesOf([ScannedTape.Of(Tape, 5)]);

        Assert.Equal(
            [("seed 5 nba/1", Start + TimeSpan.FromMinutes(5), true, true), ("seed 5 nba/2", Start + TimeSpan.FromHours(3), false, false)],
            games.Select(game => (game.Name, game.Start, game.HasOdds, game.HasScores)));
    }

    [Fact]
    public void A_game_of_two_tapes_is_one_game()
    {
        var scan = ScannedTape.Of(Tape, null);

        Assert.All(ScannedTape.GamesOf([scan, scan]), game => Assert.Equal([0, 1], game.Tapes.AsEnumerable()));
    }

    [Fact]
    public void What_belongs_to_another_game_does_not_happen()
    {
        var left = ScannedTape.Of(Tape, null).Only(Tape, new HashSet<string> { "nba/1" }).Select(timed => timed.Input).ToArray();

        Assert.DoesNotContain(left, input => input is OddsPolled { Game: var game } && game != First);
        Assert.DoesNotContain(left, input => input is MarketListed { Facts.Ticker: var ticker } && ticker == Other);
        Assert.Equal([Own], left.OfType<MarketDetermined>().Select(input => input.Ticker));
        Assert.Equal(2, left.OfType<ScoreReported>().Count());
        Assert.Equal([First], left.OfType<GameListed>().Select(input => input.Game));
        Assert.Contains(StreamAlive.Instance, left);
    }

    [Fact]
    public void A_market_that_is_left_out_leaves_no_gap_in_the_numbers()
    {
        static long Seq(Input input) => input switch { BookSnapshot s => s.Seq, BookDelta d => d.Seq, SequenceConsumed c => c.Seq, _ => 0 };

        var left = ScannedTape.Of(Tape, null).Only(Tape, new HashSet<string> { "nba/1" }).Select(timed => timed.Input).ToArray();

        Assert.Equal([1, 2, 3, 4], left.Select(Seq).Where(seq => seq > 0));
        Assert.Equal([2, 3], left.OfType<SequenceConsumed>().Select(Seq));
    }
}
