using KalshiArb.Domain.Ports;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Faults;

/// <summary>
/// Somebody else who trades through the same account: while the fault is armed, each delay one small order is placed at or
/// behind the best bid or ask of a market, and the one placed before last is cancelled. Which, follows from the seed.
/// </summary>
public sealed class Stranger : IAsyncDisposable
{
    private const int MaxOpen = 3;

    private readonly FaultBoard _faults;
    private readonly ExchangeEngine _engine;
    private readonly FaultChance _chance;
    private readonly Queue<(OrderNumber Order, Ticker Market)> _open = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;
    private long _placed;

    /// <summary>A stranger to one engine's account.</summary>
    public Stranger(FaultBoard faults, ExchangeEngine engine)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(engine);
        _faults = faults;
        _engine = engine;
        _chance = new FaultChance(faults.Seed, 1_000_003);
        _running = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var market = _faults.Find(FaultKind.Stranger)?.Delay ?? TimeSpan.FromSeconds(5);
                var wall = TimeSpan.FromTicks((long)(market.Ticks / _engine.Speed));
                await Task.Delay(wall < TimeSpan.FromMilliseconds(20) ? TimeSpan.FromMilliseconds(20) : wall > TimeSpan.FromSeconds(1) && _faults.IsQuiet ? TimeSpan.FromSeconds(1) : wall, _end.Token);
                if (_faults.Find(FaultKind.Stranger) is not null) Act();
            }
        }
        catch (OperationCanceledException)
        {
            // The venue ends.
        }
    }

    private void Act()
    {
        if (_open.Count >= MaxOpen)
        {
            var (order, ticker) = _open.Dequeue();
            // An order that has filled is not there any more, which is no matter.
            _engine.Execute(new CancelById(order.ToVenueOrderId(), null, ticker));
        }

        if (Choose() is not { } submit || _engine.Execute(submit) is not { Refusal: null, Order: { Status: VenueOrderStatus.Resting } placed }) return;
        _faults.Take(FaultKind.Stranger, FaultRoutes.Stream);
        _open.Enqueue((placed.Order, submit.Ticker));
    }

    private SubmitOrder? Choose() => _engine.Read(view =>
    {
        if (view.Markets.IsEmpty) return null;
        var market = view.Markets[(int)_chance.Below(view.Markets.Length)];
        var side = _chance.Below(2) == 0 ? OrderSide.Bid : OrderSide.Ask;
        var best = side == OrderSide.Bid ? view.BestBid(market.Index) : view.BestAsk(market.Index);
        // On a whole cent, which is on every grid; behind the best by up to three cents.
        var cents = best is { } level ? level.Price.Units / 100 : side == OrderSide.Bid ? 2 : 98;
        cents += (int)_chance.Below(4) * (side == OrderSide.Bid ? -1 : 1);
        if (cents is < 1 or > 99) return null;
        return new SubmitOrder(
            market.Ticker, side, Price.FromCents(cents), Quantity.FromContracts(1 + _chance.Below(3)), TimeInForce.GoodTillCanceled,
            SelfTradePrevention.TakerAtCross, PostOnly: true, ClientId: new ClientOrderId($"stranger-{_faults.Seed}-{++_placed}"));
    });
}
