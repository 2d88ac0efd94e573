using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;
using KalshiArb.Host.Sessions;
using KalshiArb.Host.Trading;

namespace KalshiArb.Host.Tests;

public sealed class SessionTallyTests : ISessionObserver
{
    private static readonly Ticker _bos = new("KXNBAGAME-26OCT17BOSNYK-BOS");
    private readonly List<SessionLine> _lines = [];

    void ISessionObserver.Report(SessionLine line) => _lines.Add(line);

    [Theory]
    [InlineData("ADOPTED", "by=me@there position=-0.52 KXNBAGAME-26OCT17BOSNYK-BOS: ours -10 at a cost of $4.10, exchange -0.52 at $0.21; adopted", "ADOPTED")]
    [InlineData("SETTLEMENT_CHANGED", "value=0.0000 position=10 revenue=$0", "SETTLED")]
    public void What_is_booked_without_a_fill_is_told_and_counts_as_none(string code, string text, string label)
    {
        var tally = new SessionTally(this);

        tally.Decided(1, default, new DecisionEntry(DecisionKind.Booked, _bos, code, text), []);

        Assert.Equal(0, tally.Fills);
        var note = Assert.IsType<SessionLine.Note>(Assert.Single(_lines));
        Assert.Equal((label, _bos.Value, text), (note.Label, note.Subject, note.Text));
    }

    [Fact]
    public void Of_very_many_markets_the_last_ones_are_remembered_and_all_are_counted()
    {
        var tally = new SessionTally(this);
        var markets = Enumerable.Range(0, SessionTally.MaxMarkets + 1).Select(i => new Ticker($"KXNBAGAME-G{i}-HOM")).ToArray();
        foreach (var market in markets)
            for (var i = 0; i < 2; i++)
                tally.Decided(1, default, new DecisionEntry(DecisionKind.Intent, market, "ENTRY", "order=ka-1-e-1 strategy=score-edge side=BID limit=0.2800 count=7 liquidity=taker reserved=$2"), []);

        Assert.Empty(tally.Recent(markets[0]));
        Assert.Equal(2, tally.Recent(markets[1]).Length);
        Assert.Equal(markets.Length, tally.MarketsEntered);
    }

    [Fact]
    public void Legs_of_a_set_are_entries_without_a_fair_value_and_one_approval()
    {
        var tally = new SessionTally(this);
        var nyk = new Ticker("KXNBAGAME-26OCT17BOSNYK-NYK");
        tally.Decided(1, default, new DecisionEntry(DecisionKind.Signal, _bos, "sets", "set=all_yes count=7 cost=$6.8"), []);
        foreach (var leg in (Ticker[])[_bos, nyk]) tally.Decided(1, default, new DecisionEntry(DecisionKind.Approved, leg, "SET_LEG", "count=7"), []);
        tally.Decided(1, default, new DecisionEntry(DecisionKind.Intent, _bos, "ENTRY", "order=ka-1-e-1 strategy=sets side=BID limit=0.2800 count=7 liquidity=taker reserved=$2"), []);
        tally.Decided(1, default, new DecisionEntry(DecisionKind.Intent, nyk, "ENTRY", "order=ka-1-e-2 strategy=sets side=ASK limit=0.2800 count=7 liquidity=taker reserved=$2"), []);

        Assert.Equal((1, 1, 2), (tally.Signals, tally.Approved, tally.TakerEntries));
        Assert.Equal(["buy YES 7 at 0.28, a leg of a set", "buy NO 7 at 0.72, a leg of a set"], _lines.Cast<SessionLine.Note>().Select(note => note.Text));
    }

    [Fact]
    public void A_position_that_was_adopted_is_closed_by_what_is_left_of_it()
    {
        var tally = new SessionTally(this);
        tally.Decided(1, default, new DecisionEntry(DecisionKind.Booked, _bos, "ADOPTED", "by=me position=-0.52 adopted"), []);

        tally.Decided(2, default, new DecisionEntry(DecisionKind.Booked, _bos, "FILL", "order=ka-1-x-1 role=EXIT side=BID count=0.52 price=0.4000 fee=$0"), []);

        Assert.Equal("position closed otherwise", Assert.IsType<SessionLine.Fill>(_lines[^1]).Consequence);
    }
}
