using System.Reflection;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Actors.Tests.Journal;

/// <summary>
/// Histories of facts of every journaled type there is, made by their constructors, so that a type that is added is in them by
/// itself. Ids come from small pools, so that facts meet; times go on by up to some hours, so that days end.
/// </summary>
internal static class FactHistories
{
    public static readonly Instant Begin = Instant.FromUnixSeconds(1_800_000_000);

    private static readonly Type[] Types =
        [.. typeof(IJournaled).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(IJournaled).IsAssignableFrom(type)).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>Orders, their ends and their fills are what most states are made of.</summary>
    private static readonly Type[] Weighted =
        [.. Types, .. Enumerable.Repeat(new[] { typeof(OrderIntended), typeof(OrderEnded), typeof(FillBooked), typeof(OrderAcknowledged) }, 4).SelectMany(types => types)];

    public static IReadOnlyList<IJournaled> Make(int seed, int count)
    {
        var random = new Random(seed);
        var now = Begin;
        var facts = new List<IJournaled> { new RunStarted(1, now, "test"), new CashOpened(new Shard(0), Money.FromDollars(1_000), now) };
        while (facts.Count < count)
        {
            now += TimeSpan.FromSeconds(random.Next(random.Next(10) == 0 ? 20_000 : 60));
            var at = now;
            facts.Add(Coherent((IJournaled)Value(Weighted[random.Next(Weighted.Length)], random, at)));
        }

        return facts;
    }

    /// <summary>So many orders, each taken, acknowledged, filled in two parts and ended: what a long life is made of.</summary>
    public static IEnumerable<IJournaled> ManyOrders(int orders, int markets = 400)
    {
        var now = Begin;
        yield return new RunStarted(1, now, "test");
        yield return new CashOpened(new Shard(0), Money.FromDollars(100_000), now);
        for (var i = 1; i <= orders; i++)
        {
            now += TimeSpan.FromMilliseconds(700);
            var id = ClientOrderIds.Make("ka", 1, i % 2 == 1 ? OrderRole.Entry : OrderRole.Exit, i);
            var ticker = new Ticker($"KXNBAGAME-26OCT17M{(i - 1) / 2 % markets:000}-BOS");
            var side = i % 2 == 1 ? OrderSide.Bid : OrderSide.Ask;
            var venue = new VenueOrderId($"97ec4a0e-6f3b-4f0a-9a53-{i:000000000000}");
            yield return new OrderIntended(
                new OrderTicket(id, ticker, side, Price.FromCents(47), Quantity.FromContracts(10), TimeInForce.ImmediateOrCancel, OrderRole.Entry, false, false, null,
                    SelfTradePrevention.TakerAtCross, true, new OrderGroupId("group"), new Shard(0)),
                new StrategyId("sportsbook-edge"), Money.FromDollars(5), now);
            yield return new OrderWritten(id, now);
            yield return new OrderAcknowledged(id, venue, now);
            for (var part = 0; part < 2; part++)
                yield return new FillBooked(
                    new FillId($"8f0c{part}b11-6f3b-4f0a-9a53-{i:000000000000}"), venue, id, ticker, side, Price.FromCents(47), Quantity.FromContracts(5), Money.FromMicros(43_600),
                    Liquidity.Taker, now, now);
            yield return new OrderEnded(id, OrderEnd.Executed, Quantity.FromContracts(10), null, now);
        }
    }

    /// <summary>The venue gives each order one id of its own.</summary>
    private static IJournaled Coherent(IJournaled fact) => fact switch
    {
        OrderAcknowledged one => one with { VenueOrder = new VenueOrderId("v-" + one.Order) },
        FillBooked { Order: { } order } one => one with { VenueOrder = new VenueOrderId("v-" + order) },
        _ => fact,
    };

    private static object Value(Type type, Random random, Instant now)
    {
        if (type == typeof(string)) return random.Next(2) == 0 ? "reconcile: té\"xt" : "text " + random.Next(3);
        if (type == typeof(int)) return random.Next(1, 4);
        if (type == typeof(long)) return random.NextInt64(1, 100);
        if (type == typeof(double)) return random.NextDouble();
        if (type == typeof(bool)) return random.Next(2) == 0;
        if (type == typeof(TimeSpan)) return TimeSpan.FromSeconds(random.Next(1, 100));
        if (type == typeof(Instant)) return now - TimeSpan.FromMilliseconds(random.Next(0, 3) * 400);
        if (type == typeof(Price)) return Price.FromUnits(random.Next(0, 10_001));
        if (type == typeof(PriceOffset)) return PriceOffset.FromUnits(random.Next(-100, 101));
        if (type == typeof(Quantity)) return Quantity.FromHundredths(random.Next(1, 1_000));
        if (type == typeof(Money)) return Money.FromMicros(random.NextInt64(-5_000_000, 50_000_000));
        if (type == typeof(Shard)) return new Shard(random.Next(2) * 3);
        if (type == typeof(Ticker)) return new Ticker("T" + random.Next(4));
        if (type == typeof(EventTicker)) return new EventTicker("E" + random.Next(2));
        if (type == typeof(ClientOrderId)) return ClientOrderIds.Make("ka", random.Next(1, 3), random.Next(2) == 0 ? OrderRole.Entry : OrderRole.Exit, random.Next(1, 7));
        if (type == typeof(FillId)) return new FillId("f" + random.Next(12));
        if (type == typeof(OrderGroupId)) return new OrderGroupId("g" + random.Next(5));
        if (type.IsEnum) return Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length))!;
        if (type.IsValueType && type.GetConstructors() is [{ } one] && one.GetParameters() is [{ } only] && only.ParameterType == typeof(string)) return one.Invoke(["id" + random.Next(4)]);
        var made = type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).First();
        return made.Invoke([.. made.GetParameters().Select(parameter => Parameter(parameter, random, now))]);
    }

    private static object? Parameter(ParameterInfo parameter, Random random, Instant now)
    {
        var type = parameter.ParameterType;
        if (Nullable.GetUnderlyingType(type) is { } underlying) return random.Next(3) == 0 ? null : Value(underlying, random, now);
        var mayBeNull = new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        return mayBeNull && random.Next(2) == 0 ? null : Value(type, random, now);
    }
}
