using CsCheck;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Tests.Positions;
using static KalshiArb.Domain.Tests.Risk.Desk;

namespace KalshiArb.Domain.Tests.Risk;

/// <summary>
/// Approvals, fills, counts seen, doubts and ends in any order on four markets: what is held, working, unknown and reserved
/// stays within every cap, and free cash never falls below zero.
/// </summary>
public class InterleavingTests
{
    private static readonly MarketFacts[] All = [Boston, NewYork, Denver, Vegas];

    private static readonly DecisionSettings Tight = With((MarketLimits l) => l with
    {
        MaxExposureMarket = Fills.Dollars(4), MaxExposureEvent = Fills.Dollars(5), MaxExposureSport = Fills.Dollars(7),
        RepeatedEntryWindow = TimeSpan.Zero,
    }) with
    {
        Account = Account with
        {
            MaxExposure = Fills.Dollars(9), MaxOrders = 1_000, MaxDailyLoss = Fills.Dollars(1_000), MaxDrawdown = Fills.Dollars(1_000), MaxRejects = 1_000,
        },
    };

    private readonly record struct Step(int Kind, int Market, bool Bid, int Cents, int Size);

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3], Gen.Bool, Gen.Int[2, 98], Gen.Int[1, 1_000])
        .Select((kind, market, bid, cents, size) => new Step(kind, market, bid, cents, size));

    /// <summary>The run with what the venue knows beside it: true fills of each order, and its fee accumulators.</summary>
    private sealed class Run(decimal dollars)
    {
        private int _number;
        private readonly Dictionary<ClientOrderId, FeeAccumulator> _accumulators = [];

        internal RiskState State { get; private set; } = Open(dollars);
        internal int Approvals { get; private set; }
        internal int Bookings { get; private set; }

        internal void Do(Step step)
        {
            var market = All[step.Market];
            var side = step.Bid ? OrderSide.Bid : OrderSide.Ask;
            switch (step.Kind)
            {
                case 0 or 1:
                    Enter(Request(market, side, step.Cents) with { WinProbability = 0.999, UnexplainedMoveAt = Instant.Never });
                    break;
                case 2:
                    Leave(market, step);
                    break;
                default:
                    if (State.Orders.Count > 0) Report(State.Orders.Values.ElementAt(step.Size % State.Orders.Count), step);
                    break;
            }
        }

        private void Enter(EntryRequest request)
        {
            if (RiskPolicy.Decide(State, request, Tight, Now) is not Approved approved) return;
            Approvals++;
            State = State.Reserve(request, approved, Now);
            Check();
            State = State.Apply(Intended(
                $"e{++_number}", request.Market, request.Side, request.Limit.Units / 100, approved.Count.Hundredths / 100m, approved.Reservation.Micros / 1e6m));
        }

        private void Leave(MarketFacts market, Step step)
        {
            var held = State.Ledger.Of(market.Ticker).Quantity;
            var side = held.Sign > 0 ? OrderSide.Ask : OrderSide.Bid;
            var request = new ExitRequest(
                market.Ticker, side, Price.FromCents(step.Cents), Quantity.FromHundredths(step.Size), Liquidity.Taker, ExitReason.Operator, true);
            if (RiskPolicy.DecideExit(State, request) is not Approved approved) return;
            State = State.Reserve(request, approved, Home, Now);
            State = State.Apply(Intended(
                $"x{++_number}", market, side, step.Cents, approved.Count.Hundredths / 100m, 0, OrderRole.Exit));
        }

        private void Report(OrderAtRisk order, Step step)
        {
            var id = order.Id!.Value;
            var part = Quantity.FromHundredths(1 + step.Size % Math.Max(order.Open.Hundredths, 1));
            switch (step.Kind)
            {
                case 3 or 4 when order.Open.Sign > 0:
                    Book(order, Quantity.Min(part, order.Open), step);
                    break;
                case 5:
                    State = State.Apply(new FillCountSeen(id, order.Booked + Quantity.Min(part, order.Open), Now));
                    break;
                case 6:
                    // Some stay in doubt until another message comes.
                    State = State.Apply(new OrderDoubted(id, "time-out", Now));
                    if (step.Bid) State = State.Apply(new OrderAcknowledged(id, new VenueOrderId("v"), Now));
                    break;
                case 7 when !order.Ended:
                    State = State.Apply(new OrderEnded(id, OrderEnd.Canceled, Quantity.Max(order.Seen, order.Booked + (step.Bid ? Quantity.Min(part, order.Open) : Quantity.Zero)), null, Now));
                    break;
                default:
                    break;
            }
        }

        /// <summary>A fill at the limit or better, with the venue's own fee; reported twice.</summary>
        private void Book(OrderAtRisk order, Quantity count, Step step)
        {
            var better = step.Cents % 5;
            var cents = order.Side == OrderSide.Bid ? Math.Max(order.Limit.Units / 100 - better, 1) : Math.Min(order.Limit.Units / 100 + better, 99);
            var fee = FeeCalculator.Fill(
                Boston.Fees, MemberPrecision.Direct, Liquidity.Taker, order.Side, Price.FromCents(cents), count, _accumulators.GetValueOrDefault(order.Id!.Value));
            _accumulators[order.Id.Value] = fee.After;
            var fill = Fills.Fill(++_number, order.Side, cents, 1, ticker: order.Ticker, order: order.Id) with { Count = count, Fee = fee.Net };
            State = State.Apply(fill).Apply(fill);
            Bookings++;
        }

        private OrderLeg[] Legs(Ticker ticker) =>
            [.. State.Orders.Values.Concat(State.Reservations).Where(order => order.Ticker == ticker).Select(order => order.Leg)];

        internal void Check()
        {
            Assert.True(State.AvailableCash(Home)!.Value >= Money.Zero, $"free cash is {State.AvailableCash(Home)}");
            Assert.True(State.AccountExposure <= Tight.Account.MaxExposure, $"account {State.AccountExposure}");
            var sport = Money.Zero;
            foreach (var market in All)
            {
                // From nothing, not from the cached sums.
                var exposure = Exposure.Of(State.Ledger.Of(market.Ticker), Legs(market.Ticker));
                Assert.Equal(exposure, State.Exposures.GetValueOrDefault(market.Ticker));
                Assert.True(exposure <= Tight.Default.Limits.MaxExposureMarket, $"{market.Ticker} {exposure}");
                if (market.Sport == Sport.Nba) sport += exposure;
                var held = State.Ledger.Of(market.Ticker).Quantity.Magnitude + State.OpenCount(market.Ticker, OrderRole.Entry);
                Assert.True(held <= Tight.Default.Limits.MaxContracts, $"{market.Ticker} {held}");
            }

            Assert.True(sport <= Tight.Default.Limits.MaxExposureSport, $"sport {sport}");
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(6)]
    public void Exposure_stays_within_every_cap_and_cash_above_zero(int dollars)
    {
        var (approvals, bookings) = (0, 0);
        Steps.Array[1, 60].Sample(steps =>
        {
            var run = new Run(dollars);
            foreach (var step in steps)
            {
                run.Do(step);
                run.Check();
            }

            Interlocked.Add(ref approvals, run.Approvals);
            Interlocked.Add(ref bookings, run.Bookings);
        }, iter: 400);
        // The property means nothing unless orders were approved and filled.
        Assert.True(approvals > 400 && bookings > 400, $"{approvals} approvals, {bookings} fills");
    }
}
