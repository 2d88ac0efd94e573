using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kill;
using KalshiArb.Simulation.DryRun;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.Simulation.Tests.DryRun;

public sealed class DryRunGatewayTests : IInputSink, IAsyncDisposable
{
    private static readonly Ticker _ticker = new("KXNBAGAME-26OCT20BOSDET-BOS");
    private static readonly Shard _shard = new(0);
    private readonly Lock _lock = new();
    private readonly List<Input> _answers = [];
    private readonly DryRunGateway _gateway;
    private long _micros = 1_795_500_000_000_000;
    private bool _open = true;
    private long _seq;

    public DryRunGatewayTests()
    {
        _gateway = new DryRunGateway(new DryRunOptions
        {
            Sink = this, Clock = () => Now, Network = new NetworkTerms(TimeSpan.FromMilliseconds(100), TimeSpan.Zero, 1),
            Cash = [new ShardCash(_shard, Money.FromCents(100_00))], Precision = MemberPrecision.Direct, MayCreate = () => _open,
            KillWanted = Assert.Fail, Snapshots = _ => { },
        });
        _gateway.Show(
            new MarketListed(new MarketFacts(
                _ticker, new EventTicker("KXNBAGAME-26OCT20BOSDET"), new SeriesTicker("KXNBAGAME"), Sport.Nba, PriceGrid.LinearCent,
                new FeeSchedule(FeeType.Quadratic, 1_000), MarketStatus.Active, Now + TimeSpan.FromHours(3), _shard, new GameId("g"), GameOutcome.Home, 2, TimeSpan.FromMinutes(5))),
            Now);
        Quote(45, 47, 6);
    }

    private Instant Now => Instant.FromUnixMicros(Interlocked.Read(ref _micros));

    [Fact]
    public async Task A_taker_meets_what_is_displayed_once_it_has_arrived_and_no_more()
    {
        _gateway.Dispatch(Create("a", 47, 10, TimeInForce.ImmediateOrCancel));
        await Until(() => Seen<OrderSent>().Length == 1);
        // The book moves while the order is on its way: what stood there before is not to be had.
        Quote(45, 48, 6);
        Pass(100);
        Assert.Equal(Quantity.Zero, (await Answer("a")).Filled);

        Quote(45, 47, 6);
        _gateway.Dispatch(Create("b", 47, 10, TimeInForce.ImmediateOrCancel));
        await Until(() => Seen<OrderSent>().Length == 2);
        Pass(100);

        Assert.Equal(Quantity.FromContracts(6), (await Answer("b")).Filled);
        var listed = Assert.IsType<AccountListed>(await _gateway.ListAsync(CancellationToken.None));
        Assert.Equal(Quantity.FromContracts(6), Assert.Single(listed.Positions).Position);
        Assert.Equal(Quantity.FromContracts(6), Assert.Single(listed.Fills).Count);
    }

    [Fact]
    public async Task A_resting_order_fills_only_when_the_price_trades_through_it()
    {
        _gateway.Dispatch(Create("a", 46, 5, TimeInForce.GoodTillCanceled, postOnly: true));
        await Rests("a");

        Quote(45, 46, 9);
        Assert.Empty((await ListAsync()).Fills);
        Quote(44, 45, 9);

        await Until(() => Seen<FillReported>().Length == 1);
        Assert.Equal((Quantity.FromContracts(5), Liquidity.Maker), (Seen<FillReported>()[0].Count, Seen<FillReported>()[0].Liquidity));
    }

    [Fact]
    public async Task After_a_gap_nothing_fills_until_the_next_snapshot()
    {
        _gateway.Dispatch(Create("a", 46, 5, TimeInForce.GoodTillCanceled, postOnly: true));
        await Rests("a");
        _seq++;
        _gateway.Show(new BookDelta(1, ++_seq, _ticker, Outcome.No, Price.FromCents(56), Quantity.FromContracts(9)), Now);
        Assert.Empty((await ListAsync()).Fills);

        Quote(43, 44, 9);

        await Until(() => Seen<FillReported>().Length == 1);
    }

    [Fact]
    public async Task A_create_leaves_neither_through_a_closed_gate_nor_too_late()
    {
        _gateway.Dispatch(Create("late", 47, 1, TimeInForce.ImmediateOrCancel) with { DecidedAt = Now - TimeSpan.FromSeconds(3) });
        await Until(() => Seen<OrderExpiredBeforeSend>().Length == 1);
        _open = false;
        _gateway.Dispatch(Create("held", 47, 1, TimeInForce.ImmediateOrCancel));

        await Until(() => Seen<OrderWithheld>().Length == 1);
        Assert.Equal(Instant.Never, _gateway.LastSend);
    }

    [Fact]
    public async Task Groups_cancels_and_listings_are_answered_and_a_kill_empties_the_paper_account()
    {
        _gateway.Dispatch(new CreateOrderGroup(OrderRole.Entry, _shard));
        await Until(() => Pass(100) && Seen<OrderGroupCreated>().Length == 1);
        var group = Seen<OrderGroupCreated>()[0].Group;
        var create = Create("a", 40, 5, TimeInForce.GoodTillCanceled, postOnly: true);
        _gateway.Dispatch(create with { Ticket = create.Ticket with { Group = group } });
        var first = await Rests("a");
        _gateway.Dispatch(new CancelOrder(new ClientOrderId("a"), first.VenueOrder, _ticker, _shard));
        await Until(() => Pass(100) && Seen<CancelAccepted>().Length == 1);
        _gateway.Dispatch(Create("b", 40, 5, TimeInForce.GoodTillCanceled, postOnly: true));
        await Rests("b");
        _gateway.Dispatch(new ListAccount(9, Instant.Never));
        await Until(() => Pass(100) && Seen<AccountListed>().Length == 1);
        Assert.Equal((9L, 2), (Seen<AccountListed>()[0].Pass, Seen<AccountListed>()[0].Orders.Length));

        Assert.Equal(group, Assert.Single(_gateway.KillVenue.EntryGroups).Group);
        Assert.Equal(KillOutcome.Done, _gateway.KillVenue.CancelAll().Outcome);

        Assert.Empty(_gateway.KillVenue.ListResting(null).Orders);
    }

    public bool TryPost(Input input, Instant receivedAt)
    {
        lock (_lock) _answers.Add(input);
        return true;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private CreateOrder Create(string id, int cents, int count, TimeInForce time, bool postOnly = false) => new(
        new OrderTicket(
            new ClientOrderId(id), _ticker, OrderSide.Bid, Price.FromCents(cents), Quantity.FromContracts(count), time, OrderRole.Entry, postOnly, false, null,
            SelfTradePrevention.TakerAtCross, true, null, _shard),
        Now, TimeSpan.FromSeconds(2));

    private void Quote(int bid, int ask, int size) => _gateway.Show(
        new BookSnapshot(1, ++_seq, _ticker, [Level(bid, size)], [Level(100 - ask, size)]), Now);

    private static BookLevel Level(int cents, int size) => new(Price.FromCents(cents), Quantity.FromContracts(size));

    private bool Pass(int milliseconds)
    {
        Interlocked.Add(ref _micros, milliseconds * 1_000L);
        // A question lets everything due happen.
        _gateway.Show(new MarketStatusChanged(_ticker, MarketStatus.Active), Now);
        return true;
    }

    private async Task<AccountListed> ListAsync() => Assert.IsType<AccountListed>(await _gateway.ListAsync(CancellationToken.None));

    private async Task<OrderAccepted> Rests(string id)
    {
        await Until(() => Pass(100) && Seen<OrderAccepted>().Any(one => one.Order.Value == id));
        return await Answer(id);
    }

    private async Task<OrderAccepted> Answer(string id)
    {
        await Until(() => Seen<OrderAccepted>().Any(one => one.Order.Value == id));
        return Seen<OrderAccepted>().Single(one => one.Order.Value == id);
    }

    private T[] Seen<T>()
    {
        lock (_lock) return [.. _answers.OfType<T>()];
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!condition()) await timer.WaitForNextTickAsync(limit.Token);
    }
}
