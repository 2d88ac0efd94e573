using CsCheck;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Tests;

/// <summary>
/// Exits by the real rules on the real venue: whatever is asked for, however acks, fills and ends are late, repeated and out of
/// order, and whether an exit rests or takes, what the venue holds for us never changes its sign. Resting exits cannot be
/// reduce-only there, so nothing but our own rules holds them back.
/// </summary>
public sealed class ExitPropertyTests
{
    private static readonly OrderPolicy Policy = new("ka", new ExecutionSettings(
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(120), TimeSpan.FromMilliseconds(250),
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90), 3));

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 9], Gen.Int[1, 1_500], Gen.Bool, Gen.Int[0, 1 << 16])
        .Select((kind, hundredths, rests, bits) => new Step(kind, Quantity.FromHundredths(hundredths), rests, bits));

    private readonly record struct Step(int Kind, Quantity Count, bool Rests, int Bits);

    [Theory]
    [InlineData(OrderSide.Bid, 1_000)]
    [InlineData(OrderSide.Ask, 1_000)]
    [InlineData(OrderSide.Bid, 37)]
    [InlineData(OrderSide.Ask, 37)]
    public void No_exit_flips_a_position(OrderSide bought, long hundredths)
    {
        var (sent, filled, closed) = (0, 0, 0);
        Steps.Array[1, 60].Sample(
            steps =>
            {
                var desk = new Desk(bought, Quantity.FromHundredths(hundredths));
                foreach (var step in steps)
                {
                    desk.Do(step);
                    desk.Check();
                }

                (sent, filled, closed) = (sent + desk.Sent, filled + desk.Fills, closed + (desk.IsFlat ? 1 : 0));
            },
            iter: 400, threads: 1);
        Assert.True(sent > 400 && filled > 200 && closed > 20, $"{sent} exits sent, {filled} fills, {closed} positions closed");
    }

    /// <summary>Our rules on one side, the venue on the other, and between them what is still on its way.</summary>
    private sealed class Desk
    {
        private readonly Stage _stage = new();
        private readonly Ticker _ticker = Stage.Facts("KXNBAGAME-26OCT17BOSNYK-BOS", FeeType.Quadratic).Ticker;
        private readonly OrderSide _leaves;
        private readonly int _sign;
        private readonly List<Input> _late = [];
        private readonly Dictionary<OrderNumber, ClientOrderId> _ids = [];
        private OrderRegistry _orders = OrderRegistry.Empty.Apply(new RunStarted(1, Stage.Start, "test"));
        private RiskState _risk = RiskState.Initial;

        public Desk(OrderSide bought, Quantity held)
        {
            (_leaves, _sign) = bought == OrderSide.Bid ? (OrderSide.Ask, 1) : (OrderSide.Bid, -1);
            Rest(_leaves, 50, held);
            _stage.Venue.Submit(Order(_stage.Taker, bought, 50, held, TimeInForce.ImmediateOrCancel), _stage.At);
            Fold(new CashOpened(new Shard(3), Money.FromDollars(1_000), Stage.Start));
            Drain();
            Deliver(new Step(0, held, false, 0), all: true);
            Assert.Equal(_sign, Theirs.Sign);
            Assert.Equal(Theirs, _risk.Ledger.Of(_ticker).Quantity);
        }

        public int Sent { get; private set; }

        public int Fills { get; private set; }

        public bool IsFlat => Theirs.IsZero;

        private Quantity Theirs => _stage.Venue.Position(_stage.Taker, _stage.Market).Position;

        public void Do(Step step)
        {
            _stage.At += TimeSpan.FromMilliseconds(step.Bits & 1_023);
            switch (step.Kind)
            {
                case 0 or 1 or 2:
                    Exit(step);
                    break;
                case 3:
                    // Somebody makes a price that a taking exit meets, or takes what rests of ours.
                    Rest(_leaves == OrderSide.Ask ? OrderSide.Bid : OrderSide.Ask, 40 + (step.Bits % 21), step.Count);
                    break;
                case 4 when _orders.ExitOf(_ticker) is { VenueOrder: not null } working:
                    Cancel(working);
                    break;
                default:
                    Deliver(step, all: false);
                    break;
            }

            Drain();
        }

        public void Check()
        {
            Assert.True(Theirs.Sign != -_sign, $"the venue holds {Theirs}");
            Assert.True(_risk.Ledger.Of(_ticker).Quantity.Sign != -_sign, $"we hold {_risk.Ledger.Of(_ticker).Quantity}");
            _stage.Venue.CheckInvariants();
        }

        private void Exit(Step step)
        {
            var liquidity = step.Rests ? Liquidity.Maker : Liquidity.Taker;
            var limit = Price.FromCents(_leaves == OrderSide.Ask ? (step.Rests ? 55 : 40) : step.Rests ? 45 : 60);
            var request = new ExitRequest(_ticker, _leaves, limit, step.Count, liquidity, ExitReason.Operator, true);
            if (RiskPolicy.DecideExit(_risk, request) is not Approved approved) return;
            _risk = _risk.Reserve(request, approved, new Shard(3), _stage.At);
            var id = _orders.NextId("ka", OrderRole.Exit);
            var registration = _orders.Register(
                new OrderTicket(
                    id, _ticker, _leaves, limit, approved.Count, step.Rests ? TimeInForce.GoodTillCanceled : TimeInForce.ImmediateOrCancel, OrderRole.Exit,
                    step.Rests, !step.Rests, step.Rests ? Stage.Start + TimeSpan.FromHours(1) : null, SelfTradePrevention.Maker, false, null, new Shard(3)),
                new StrategyId("exit"), Money.Zero, _stage.At, Policy);
            if (registration.Refusal is not null)
            {
                _risk = _risk.Release(_ticker, OrderRole.Exit);
                return;
            }

            Carry(registration.Decision);
            Sent++;
            var result = _stage.Venue.Submit(
                Order(_stage.Taker, _leaves, limit.Units / 100, approved.Count, step.Rests ? TimeInForce.GoodTillCanceled : TimeInForce.ImmediateOrCancel) with
                {
                    PostOnly = step.Rests, ReduceOnly = !step.Rests, SelfTradePrevention = SelfTradePrevention.Maker, ClientId = id,
                },
                _stage.At);
            if (result.Refusal is { } refusal)
            {
                _late.Add(new OrderRejected(id, refusal.Code, refusal.Details));
                return;
            }

            _ids[result.Order] = id;
            _late.Add(new OrderAccepted(id, result.Order.ToVenueOrderId(), result.Filled, result.Remaining));
        }

        private void Cancel(RegisteredOrder working)
        {
            Carry(_orders.DecideCancel(working.Id, "test", _stage.At, Policy));
            var number = _ids.Single(pair => pair.Value == working.Id).Key;
            var result = _stage.Venue.Cancel(_stage.Taker, number, _stage.At);
            if (result.Refusal is null) _late.Add(new CancelAccepted(working.Id, result.ReducedBy));
        }

        /// <summary>What the venue did becomes messages, fills twice.</summary>
        private void Drain()
        {
            foreach (var fill in _stage.Venue.Outputs.Fills)
            {
                if (fill.Account != _stage.Taker) continue;
                Fills++;
                var report = new FillReported(
                    fill.Match.ToFillId(), fill.Order.ToVenueOrderId(), _ids.TryGetValue(fill.Order, out var id) ? id : null, _ticker, fill.Side, fill.Price, fill.Count,
                    fill.Fee, fill.Liquidity, null, fill.At);
                _late.Add(report);
                _late.Add(report);
            }

            _stage.Venue.Outputs.Clear();
        }

        private void Deliver(Step step, bool all)
        {
            while (_late.Count > 0)
            {
                var index = step.Bits % _late.Count;
                var input = _late[index];
                _late.RemoveAt(index);
                Carry(_orders.Decide(input, _stage.At, Policy));
                if (!all) return;
            }
        }

        private void Carry(OrderDecision decision)
        {
            _orders = decision.State;
            foreach (var fact in decision.Facts) Fold(fact);
        }

        private void Fold(IJournaled fact) => _risk = _risk.Apply(fact);

        private void Rest(OrderSide side, int cents, Quantity count) => _stage.Venue.Submit(Order(_stage.Maker, side, cents, count, TimeInForce.GoodTillCanceled), _stage.At);

        private NewOrder Order(AccountId account, OrderSide side, int cents, Quantity count, TimeInForce tif) =>
            _stage.Order(account, side, cents, 1, tif) with { Count = count };
    }
}
