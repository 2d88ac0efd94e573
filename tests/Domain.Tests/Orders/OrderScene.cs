using System.Collections.Immutable;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Tests.Orders;

/// <summary>A registry with a clock in hand: gives it inputs and keeps what came of them.</summary>
internal sealed class OrderScene
{
    public const string Account = "k1";

    public static readonly Ticker Market = new("KXNBAGAME-26OCT17BOSNYK-BOS");
    public static readonly Instant Start = Instant.FromUnixSeconds(1_792_278_000);

    public static readonly OrderPolicy Policy = new(Account, new ExecutionSettings(
        MakerTimeout: TimeSpan.FromSeconds(5),
        OrderTimeout: TimeSpan.FromSeconds(30),
        EntryExpiry: TimeSpan.FromSeconds(10),
        ExitExpiry: TimeSpan.FromSeconds(120),
        MaxEntryAge: TimeSpan.FromMilliseconds(250),
        MaxExitAge: TimeSpan.FromSeconds(1),
        ReconcileWorking: TimeSpan.FromSeconds(5),
        ReconcileIdle: TimeSpan.FromSeconds(30),
        FenceDelay: TimeSpan.FromSeconds(90),
        TakerExitTries: 3));

    public OrderRegistry State { get; private set; } = OrderRegistry.Empty.Apply(new RunStarted(1, Start, "test"));

    public Instant Now { get; private set; } = Start;

    public List<IJournaled> Facts { get; } = [];

    public List<Effect> Effects { get; } = [];

    public List<Notice> Notices { get; } = [];

    public bool ListingWanted { get; private set; }

    public RegisteredOrder? this[ClientOrderId id] => State.Orders.GetValueOrDefault(id);

    public static Quantity Q(long hundredths) => Quantity.FromHundredths(hundredths);

    public OrderScene After(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    public OrderTicket Ticket(
        OrderRole role = OrderRole.Entry, bool immediate = false, Ticker? market = null, OrderSide side = OrderSide.Bid, long count = 1_000, ClientOrderId? id = null) => new(
        id ?? State.NextId(Account, role), market ?? Market, side, Price.FromCents(47), Q(count),
        immediate ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCanceled, role, !immediate, immediate && role == OrderRole.Exit,
        immediate ? null : Now + TimeSpan.FromSeconds(role == OrderRole.Entry ? 10 : 120),
        role == OrderRole.Entry ? SelfTradePrevention.TakerAtCross : SelfTradePrevention.Maker, role == OrderRole.Entry, null, new Shard(3));

    public RegistrationRefusal? TryRegister(OrderTicket ticket)
    {
        var registration = State.Register(ticket, new StrategyId("fair-value"), Money.FromDollars(5), Now, Policy);
        Take(registration.Decision);
        return registration.Refusal;
    }

    public ClientOrderId Register(OrderTicket? ticket = null)
    {
        ticket ??= Ticket();
        Assert.Null(TryRegister(ticket));
        return ticket.Id;
    }

    public OrderDecision Give(Input input) => Take(State.Decide(input, Now, Policy));

    public OrderDecision Cancel(ClientOrderId id) => Take(State.DecideCancel(id, "test", Now, Policy));

    public OrderDecision OnTime() => Take(State.OnTime(Now, Policy));

    public OrderDecision Restart() => Take(State.OnRestart(Now, Policy));

    public void Apply(IJournaled fact) => State = State.Apply(fact);

    public static VenueOrder Row(OrderTicket ticket, string venueOrder, VenueOrderStatus status, long filled, string? reason = null, long? initial = null) => new(
        new VenueOrderId(venueOrder), ticket.Id, ticket.Ticker, ticket.Side, ticket.Limit, status, Q(filled),
        status == VenueOrderStatus.Resting ? ticket.Count - Q(filled) : Quantity.Zero, Q(initial ?? ticket.Count.Hundredths), reason);

    public static FillReported Fill(string fill, string venueOrder, OrderTicket ticket, long count, bool named = true, Instant? tradedAt = null) => new(
        new FillId(fill), new VenueOrderId(venueOrder), named ? ticket.Id : null, ticket.Ticker, ticket.Side, ticket.Limit, Q(count), Money.FromMicros(17_500),
        Liquidity.Maker, null, tradedAt ?? Start + TimeSpan.FromSeconds(1));

    public AccountListed Listing(Instant asOf, VenueOrder[]? orders = null, FillReported[]? fills = null) =>
        new(1, [.. orders ?? []], [.. fills ?? []], [], [], [], asOf);

    private OrderDecision Take(OrderDecision decision)
    {
        var folded = State;
        foreach (var fact in decision.Facts) folded = folded.Apply(fact);
        Assert.Equal(Describe(decision.State), Describe(folded));
        State = decision.State;
        Facts.AddRange(decision.Facts);
        Effects.AddRange(decision.Effects);
        Notices.AddRange(decision.Notices);
        ListingWanted |= decision.ListingWanted;
        return decision;
    }

    /// <summary>Everything of a registry that does not depend on when messages came.</summary>
    public static string Describe(OrderRegistry state) => string.Join('\n', state.Orders.Values.Select(order =>
        $"{order.Id} {order.Phase} {order.End} {order.VenueOrder} cum={order.Cumulative} booked={order.Booked}"))
        + "\ngone " + string.Join(',', state.Gone.Values.Select(gone => $"{gone.Id}={gone.Cumulative}"))
        + $"\nfills {state.Fills.Count} foreign {state.ForeignFills}";
}
