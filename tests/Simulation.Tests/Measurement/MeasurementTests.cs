using KalshiArb.Domain.Books;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Measurement;

namespace KalshiArb.Simulation.Tests.Measurement;

/// <summary>An hour of an evening, traded by the real core, measured, and measured again from its inputs by other means.</summary>
public sealed class MeasurementTests(MeasurementTests.Evenings evenings) : IClassFixture<MeasurementTests.Evenings>
{
    [Fact]
    public void Measuring_changes_no_decision()
    {
        Assert.Null(evenings.Plain.Run);
        Assert.Equal(evenings.Plain.Hash, evenings.Measured.Hash);
        Assert.Equal(evenings.Plain.Decisions.Count, evenings.Measured.Decisions.Count);
    }

    [Fact]
    public void Every_signal_order_and_fill_of_the_decision_log_is_measured()
    {
        int Count(DecisionKind kind, string? code = null) => evenings.Measured.Decisions.Count(one => one.Entry.Kind == kind && (code is null || one.Entry.Code == code));

        Assert.NotEmpty(evenings.Run.Fills);
        Assert.Equal(Count(DecisionKind.Signal), evenings.Run.Signals.Length);
        Assert.Equal(Count(DecisionKind.Approved, "APPROVED"), evenings.Run.Signals.Count(signal => signal.Approved));
        Assert.Equal(Count(DecisionKind.Intent), evenings.Run.Orders.Length);
        Assert.Equal(Count(DecisionKind.Booked, "FILL"), evenings.Run.Fills.Length);
        Assert.All(evenings.Run.Fills.Where(fill => fill.IsEntry), fill => Assert.NotNull(fill.Order!.Signal));
        Assert.All(evenings.Run.Signals, signal => Assert.NotEqual("", signal.Answer));
    }

    [Fact]
    public void Positions_add_up_to_the_ledger_to_the_micro_dollar()
    {
        var risk = evenings.Measured.Risk;
        var open = Money.Zero;
        foreach (var position in risk.Ledger.Positions.Values) open += position.Cost;

        // Booked: everything moved, what is held at its cost.
        var booked = Money.Zero;
        foreach (var position in evenings.Run.Positions) booked += position.Pnl(null, null) - (position.Held.Sign < 0 ? Price.One * position.Held : Money.Zero);
        var cost = Money.Zero;
        foreach (var position in risk.Ledger.Positions.Values) cost += position.Quantity.Sign < 0 ? Price.One * position.Quantity.Magnitude - position.Cost : -position.Cost;
        var fees = Money.Zero;
        foreach (var position in risk.Ledger.Positions.Values) fees += position.CostFees;

        Assert.Equal(risk.Ledger.RealizedPnl + cost - fees, booked);
        Assert.Equal(risk.Ledger.Fees, evenings.Run.Positions.Aggregate(Money.Zero, (sum, position) => sum + position.Fees));
    }

    [Fact]
    public void The_mid_after_a_minute_is_that_of_the_book_as_it_stood_then()
    {
        // By the exchange's own frames alone. Our own orders stand in those books, so moments at which one rested are left out.
        var checkedMids = 0;
        foreach (var signal in evenings.Run.Signals.Take(60))
            for (var i = 0; i < MidsAfter.Horizons.Length; i++)
            {
                var at = signal.At + MidsAfter.Horizons[i];
                if (signal.After[i] is not { } mid || Rests(signal.Ticker, at)) continue;
                Assert.Equal(MidByFrames(signal.Ticker, at)!.Value, mid, 9);
                checkedMids++;
            }

        Assert.True(checkedMids > 50, $"{checkedMids} mids");
    }

    [Fact]
    public void A_market_without_a_result_has_no_closing_line_and_one_with_a_result_has_the_last_mid_before_it()
    {
        var open = evenings.Run.Markets.Where(market => market.Result is null && !market.HasClosed).ToArray();
        Assert.NotEmpty(open);
        Assert.All(open, market => Assert.Null(market.Close));
        var closed = evenings.Run.Markets.Where(market => market.Result is not null && market.Close is not null).ToArray();
        Assert.NotEmpty(closed);
        foreach (var market in closed)
            Assert.InRange(market.Close!.Value - LastMidByFrames(market.Facts.Ticker)!.Value, -0.03, 0.03); // at most ten seconds old
    }

    [Fact]
    public void Shares_of_freshness_are_of_looks_at_a_trading_market()
    {
        Assert.Contains(evenings.Run.Markets, market => market.Looks > 100);
        Assert.All(evenings.Run.Markets, market => Assert.True(market.OddsFresh <= market.Looks && market.ScoreFresh <= market.Looks));
        // Only basketball has a model in this world's settings; an hour holds at most 360 looks.
        Assert.Contains(evenings.Run.Markets, market => market.ScoreFresh > 0);
        Assert.All(evenings.Run.Markets, market => Assert.InRange(market.Looks, 0, (int)Evenings.Time.TotalSeconds / 10 + 1));
    }

    private bool Rests(Ticker ticker, Instant at) => evenings.Run.Orders.Any(order =>
        order.Ticker == ticker && order.Liquidity == Liquidity.Maker && order.At <= at && (order.EndedAt is not { } ended || ended + TimeSpan.FromSeconds(1) >= at));

    private double? MidByFrames(Ticker ticker, Instant at)
    {
        var book = new MarketBook(evenings.Run.Markets.First(market => market.Facts.Ticker == ticker).Facts.Grid);
        foreach (var (when, input) in evenings.Measured.Inputs.TakeWhile(one => one.At <= at)) Apply(book, ticker, input);
        return Mid(book);
    }

    private double? LastMidByFrames(Ticker ticker)
    {
        var book = new MarketBook(evenings.Run.Markets.First(market => market.Facts.Ticker == ticker).Facts.Grid);
        double? last = null;
        foreach (var (_, input) in evenings.Measured.Inputs)
        {
            if (input is MarketStatusChanged { Status: not MarketStatus.Active } changed && changed.Ticker == ticker) break;
            if (input is MarketDetermined determined && determined.Ticker == ticker) break;
            Apply(book, ticker, input);
            last = Mid(book) ?? last;
        }

        return last;
    }

    private static void Apply(MarketBook book, Ticker ticker, Input input)
    {
        if (input is BookSnapshot snapshot && snapshot.Ticker == ticker) book.Apply(snapshot);
        else if (input is BookDelta delta && delta.Ticker == ticker) book.Apply(delta);
    }

    private static double? Mid(MarketBook book)
    {
        var (yes, no) = (book.Book.Levels(Outcome.Yes), book.Book.Levels(Outcome.No));
        foreach (var bid in yes)
            foreach (var other in no) return (bid.Price.Units + other.Price.Complement.Units) / 20_000.0;
        return null;
    }

    /// <summary>The same evening twice.</summary>
    public sealed class Evenings
    {
        internal static readonly TimeSpan Time = TimeSpan.FromMinutes(75);

        internal RecordedEvening Plain { get; } = RecordedEvening.Trade(7, Time, measured: false);

        internal RecordedEvening Measured { get; } = RecordedEvening.Trade(7, Time, measured: true);

        internal MeasuredRun Run => Measured.Run!;
    }
}
