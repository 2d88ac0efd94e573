using CsCheck;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Tests;

public sealed class NaiveTwinTests
{
    private const int Accounts = 3;

    private static readonly Gen<Operation> Operations = Gen.Select(
        Gen.Int[0, 99], Gen.Int[0, Accounts - 1], Gen.Bool, Gen.Int[44, 56], Gen.OneOf(Gen.Int[1, 900], Gen.Int[1, 9].Select(n => n * 100)),
        Gen.Int[0, 1 << 20]).Select((kind, account, bid, cents, hundredths, bits) => new Operation(kind, account, bid, cents, hundredths, bits));

    [Fact]
    public void The_venue_and_its_naive_twin_agree_on_fills_cash_and_books() =>
        Operations.Array[1, 120].Sample(
            operations => Compare(operations, FeeType.QuadraticWithMakerFees, 0.25m, deposit: 30) && Compare(operations, FeeType.Quadratic, 0m, deposit: 500),
            iter: 1_500, threads: 1);

    private static bool Compare(Operation[] operations, FeeType fees, decimal makerShare, long deposit)
    {
        var venue = new Venue(VenueRules.Kalshi2026);
        var market = venue.AddMarket(Stage.Facts("KXNBAGAME-26OCT17BOSNYK-BOS", fees));
        for (var i = 0; i < Accounts; i++) venue.Deposit(venue.OpenAccount(keepsHistory: i == 0), new Shard(3), Money.FromDollars(deposit));
        var twin = new NaiveVenue(Accounts, deposit, makerShare);
        var seconds = 0L;
        var fills = 0;
        foreach (var operation in operations)
        {
            seconds += operation.Bits & 3;
            var at = Stage.Start + TimeSpan.FromSeconds(seconds);
            twin.AdvanceTo(seconds);
            var codes = Apply(operation, venue, market, twin, seconds, at);
            Assert.Equal(codes.Naive, codes.Real);
            foreach (var fill in venue.Outputs.Fills)
            {
                var (order, account, price, count, fee) = twin.Fills[fills++];
                Assert.Equal((order, account, price, count, fee), (fill.Order.Value, fill.Account.Value, fill.Price.Units / 10_000m, fill.Count.Hundredths / 100m, fill.Fee.Micros / 1_000_000m));
            }

            Assert.Equal(twin.Fills.Count, fills);
            venue.Outputs.Clear();
            venue.CheckInvariants();
            Same(venue, market, twin);
        }

        venue.Determine(market, Price.FromCents(operations.Length % 101), Stage.Start + TimeSpan.FromSeconds(seconds));
        venue.AdvanceTo(Stage.Start + TimeSpan.FromSeconds(seconds + 300));
        twin.Settle(operations.Length % 101 / 100m);
        Same(venue, market, twin);
        return true;
    }

    private static (string? Naive, string? Real) Apply(Operation operation, Venue venue, MarketIndex market, NaiveVenue twin, long seconds, Instant at)
    {
        var account = new AccountId(operation.Account);
        var anyOrder = operation.Bits % 60;
        switch (operation.Kind)
        {
            case < 10:
                return (twin.Cancel(operation.Account, anyOrder), venue.Cancel(account, new OrderNumber(anyOrder), at).Refusal?.Code);
            case < 16:
                return (
                    twin.Decrease(operation.Account, anyOrder, operation.Hundredths / 100m),
                    venue.Decrease(account, new OrderNumber(anyOrder), Quantity.FromHundredths(operation.Hundredths), null, at).Refusal?.Code);
            case < 18:
                twin.CancelAll(operation.Account);
                venue.CancelAll(account, at);
                return (null, null);
        }

        var tif = (operation.Bits >> 2 & 7) switch { 0 => TimeInForce.FillOrKill, 1 or 2 => TimeInForce.ImmediateOrCancel, _ => TimeInForce.GoodTillCanceled };
        var prevention = (operation.Bits >> 5 & 1) == 0 ? SelfTradePrevention.Maker : SelfTradePrevention.TakerAtCross;
        var postOnly = (operation.Bits >> 6 & 7) == 0;
        var reduceOnly = (operation.Bits >> 9 & 7) == 0;
        var expires = (operation.Bits >> 12 & 3) == 0 ? seconds + (operation.Bits >> 14 & 7) : (long?)null;
        var units = operation.Cents * 100 + ((operation.Bits >> 17 & 7) == 0 ? 50 : 0);
        var side = operation.Bid ? OrderSide.Bid : OrderSide.Ask;
        var naive = twin.Submit(
            new NaiveOrder { Account = operation.Account, Side = side, Price = units / 10_000m, Remaining = operation.Hundredths / 100m, ReduceOnly = reduceOnly, Expires = expires },
            tif, prevention, postOnly);
        var real = venue.Submit(
            new NewOrder(
                account, market, side, Price.FromUnits(units), Quantity.FromHundredths(operation.Hundredths), tif, prevention, postOnly, reduceOnly,
                Expiration: expires is { } due ? Stage.Start + TimeSpan.FromSeconds(due) : null),
            at);
        return (naive, real.Refusal?.Code);
    }

    private static void Same(Venue venue, MarketIndex market, NaiveVenue twin)
    {
        for (var i = 0; i < Accounts; i++)
        {
            Assert.Equal(twin.Cash(i), venue.Cash(new AccountId(i), new Shard(3)).Micros / 1_000_000m);
            Assert.Equal(twin.Position(i), venue.Position(new AccountId(i), market).Position.Hundredths / 100m);
        }

        Assert.Equal(twin.Levels(OrderSide.Bid), venue.Levels(market, Outcome.Yes).Select(level => (level.Price.Units / 10_000m, level.Size.Hundredths / 100m)));
        Assert.Equal(
            twin.Levels(OrderSide.Ask),
            venue.Levels(market, Outcome.No).Reverse().Select(level => (level.Price.Complement.Units / 10_000m, level.Size.Hundredths / 100m)));
    }

    internal readonly record struct Operation(int Kind, int Account, bool Bid, int Cents, int Hundredths, int Bits);
}
