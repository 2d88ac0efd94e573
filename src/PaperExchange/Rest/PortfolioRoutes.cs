using System.Text.Json;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Accounts;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>Private reads (API reference 3.4 and 3.6). Lists are newest first, as recorded 2026-06-11.</summary>
internal sealed class PortfolioRoutes(ExchangeEngine engine, string userId)
{
    public RestReply Orders(RestRequest request)
    {
        if (!request.TryLimit(100, 1_000, out var limit, out var error) || !TryWindow(request, out var window, out error)) return error!;
        if (request.Query("status") is not (null or "resting" or "canceled" or "executed")) return RestErrors.BadParameter(request.Operation, "Status", "oneof");
        var (ticker, events, status) = (request.Query("ticker"), request.QueryList("event_ticker"), request.Query("status"));
        return engine.Read(view =>
        {
            var rows = view.Orders().Reverse().Where(order =>
            {
                var market = view.Market(order.Market);
                return request.HasOwnSubaccount && (ticker is null || market.Ticker.Value == ticker) && (events is null || events.Contains(market.Event.Event.Value))
                    && (status is null || OrderWriter.StatusText(order.Status) == status) && window.Has(order.CreatedAt) && window.IsOn(market.Event.Shard);
            });
            var (page, cursor) = request.Page(rows, static order => order.Order.Value, newestFirst: true, limit);
            return WireWriter.Object(writer =>
            {
                writer.Array("orders", page, (inner, order) => OrderWriter.Write(inner, view, order, userId));
                writer.WriteString("cursor", cursor);
            });
        });
    }

    public RestReply Order(RestRequest request) => engine.Read(view => view.FindOrder(new VenueOrderId(request.Route("order_id"))) is not { } order
        ? RestErrors.Refused(VenueRefusal.NotFound)
        : WireWriter.Object(writer =>
        {
            writer.WritePropertyName("order");
            OrderWriter.Write(writer, view, order, userId);
        }));

    public RestReply QueuePositions(RestRequest request)
    {
        var (tickers, owner) = (request.QueryList("market_tickers"), request.Query("event_ticker"));
        return engine.Read(view => WireWriter.Object(writer => writer.Array(
            "queue_positions",
            view.Orders().Where(order => order.Status == VenueOrderStatus.Resting)
                .Select(order => (Order: order, Market: view.Market(order.Market), Ahead: view.QueuePosition(order.Order)))
                .Where(row => row.Ahead is not null && (tickers is null || tickers.Contains(row.Market.Ticker.Value)) && (owner is null || row.Market.Event.Event.Value == owner)),
            static (inner, row) =>
            {
                inner.WriteStartObject();
                inner.WriteString("order_id", row.Order.Order.ToVenueOrderId().Value);
                inner.WriteString("market_ticker", row.Market.Ticker.Value);
                inner.Count("queue_position_fp", row.Ahead!.Value);
                inner.WriteEndObject();
            })));
    }

    public RestReply QueuePosition(RestRequest request) => engine.Read(view =>
        view.FindOrder(new VenueOrderId(request.Route("order_id"))) is { } order && view.QueuePosition(order.Order) is { } ahead
            ? WireWriter.Object(writer => writer.Count("queue_position_fp", ahead))
            : RestErrors.Refused(VenueRefusal.NotFound));

    public RestReply Fills(RestRequest request)
    {
        if (!request.TryLimit(100, 1_000, out var limit, out var error) || !TryWindow(request, out var window, out error)) return error!;
        var (ticker, owner) = (request.Query("ticker"), request.Query("order_id"));
        return engine.Read(view =>
        {
            var fills = view.Fills();
            var rows = Enumerable.Range(1, fills.Length).Reverse().Select(i => (Key: (long)i, Fill: fills[i - 1])).Where(row =>
            {
                var market = view.Market(row.Fill.Market);
                return request.HasOwnSubaccount && (ticker is null || market.Ticker.Value == ticker) && (owner is null || row.Fill.Order.ToVenueOrderId().Value == owner)
                    && window.Has(row.Fill.At) && window.IsOn(market.Event.Shard);
            });
            var (page, cursor) = request.Page(rows, static row => row.Key, newestFirst: true, limit);
            return WireWriter.Object(writer =>
            {
                writer.Array("fills", page, (inner, row) => OrderWriter.WriteFill(inner, view, row.Fill));
                writer.WriteString("cursor", cursor);
            });
        });
    }

    public RestReply Positions(RestRequest request)
    {
        if (!request.TryLimit(100, 1_000, out var limit, out var error) || !TryWindow(request, out var window, out error)) return error!;
        var (ticker, owner, filter) = (request.Query("ticker"), request.Query("event_ticker"), request.QueryList("count_filter"));
        return engine.Read(view =>
        {
            // A settled market is listed with the settlements.
            var rows = view.Positions().Where(position =>
            {
                var market = view.Market(position.Market);
                return request.HasOwnSubaccount && (ticker is null || market.Ticker.Value == ticker) && (owner is null || market.Event.Event.Value == owner)
                    && (filter is null || !filter.Contains("position") || !position.Position.IsZero)
                    && view.Facts(position.Market).Status != MarketStatus.Finalized && window.IsOn(market.Event.Shard);
            });
            var (page, cursor) = request.Page(rows, static position => position.Market.Value + 1L, newestFirst: false, limit);
            return WireWriter.Object(writer =>
            {
                writer.Array("market_positions", page, (inner, position) => WritePosition(inner, view, position));
                writer.Array("event_positions", page.GroupBy(position => view.Market(position.Market).Event.Event), (inner, group) => WriteEventPosition(inner, group.Key, [.. group]));
                writer.WriteString("cursor", cursor);
            });
        });
    }

    public RestReply Settlements(RestRequest request)
    {
        if (!request.TryLimit(100, 1_000, out var limit, out var error) || !TryWindow(request, out var window, out error)) return error!;
        var (ticker, owner) = (request.Query("ticker"), request.Query("event_ticker"));
        return engine.Read(view =>
        {
            var paid = view.Settlements();
            var rows = Enumerable.Range(1, paid.Length).Reverse().Select(i => (Key: (long)i, Paid: paid[i - 1])).Where(row =>
            {
                var market = view.Market(row.Paid.Market);
                return request.HasOwnSubaccount && (ticker is null || market.Ticker.Value == ticker) && (owner is null || market.Event.Event.Value == owner)
                    && window.Has(row.Paid.At) && window.IsOn(market.Event.Shard);
            });
            var (page, cursor) = request.Page(rows, static row => row.Key, newestFirst: true, limit);
            return WireWriter.Object(writer =>
            {
                writer.Array("settlements", page, (inner, row) => OrderWriter.WriteSettlement(inner, view, row.Paid));
                writer.WriteString("cursor", cursor);
            });
        });
    }

    public RestReply Balance(RestRequest request)
    {
        if (!request.HasOwnSubaccount) return RestErrors.Refused(VenueRefusal.UserNotFound);
        if (!request.TryNumber("exchange_index", "ExchangeIndex", out var index, out var error)) return error!;
        return engine.Read(view =>
        {
            if (!OrderBodies.TryShard(index, view.Rules.Shards, out var only, out var refused)) return refused!;
            var shards = only is { } one ? [one] : Enumerable.Range(0, view.Rules.Shards).Select(i => new Shard(i)).ToArray();
            var cash = shards.Aggregate(Money.Zero, (sum, shard) => sum + view.Cash(shard));
            var value = view.Positions().Where(position => shards.Contains(view.Market(position.Market).Event.Shard)).Aggregate(Money.Zero, (sum, position) => sum + Worth(view, position));
            return WireWriter.Object(writer =>
            {
                writer.WriteNumber("balance", cash.Micros / 10_000);
                writer.WriteString("balance_dollars", WireWriter.Money4(cash));
                writer.WriteNumber("portfolio_value", value.Micros / 10_000);
                writer.WriteNumber("updated_ts", WireWriter.Seconds(view.Now));
                writer.Array("balance_breakdown", shards, (inner, shard) =>
                {
                    inner.WriteStartObject();
                    inner.WriteNumber("exchange_index", shard.Index);
                    inner.WriteString("balance", WireWriter.Money4(view.Cash(shard)));
                    inner.WriteEndObject();
                });
            });
        });
    }

    public RestReply RestingValue(RestRequest request) => engine.Read(view =>
    {
        var value = view.Orders().Where(order => order.Status == VenueOrderStatus.Resting)
            .Aggregate(Money.Zero, static (sum, order) => sum + (order.Side == OrderSide.Bid ? order.Limit : order.Limit.Complement) * order.Remaining);
        return WireWriter.Object(writer =>
        {
            writer.WriteNumber("total_resting_order_value", value.Micros / 10_000);
            writer.EmptyArray("resting_order_value_breakdown");
        });
    });

    public RestReply SubaccountBalances(RestRequest request) => engine.Read(view => WireWriter.Object(writer => writer.Array(
        "subaccount_balances", Enumerable.Range(0, view.Rules.Shards).Select(i => new Shard(i)), (inner, shard) =>
        {
            inner.WriteStartObject();
            inner.WriteNumber("subaccount_number", 0);
            inner.WriteNumber("exchange_index", shard.Index);
            inner.WriteString("balance", WireWriter.Money4(view.Cash(shard)));
            inner.WriteNumber("updated_ts", WireWriter.Seconds(view.Now));
            inner.WriteEndObject();
        })));

    /// <summary>On for every shard: the switch is per subaccount and shard (specification 3.30).</summary>
    public RestReply Netting(RestRequest request) => engine.Read(view => WireWriter.Object(writer => writer.Array(
        "netting_configs", Enumerable.Range(0, view.Rules.Shards), static (inner, shard) =>
        {
            inner.WriteStartObject();
            inner.WriteNumber("subaccount_number", 0);
            inner.WriteNumber("exchange_index", shard);
            inner.WriteBoolean("enabled", true);
            inner.WriteEndObject();
        })));

    /// <summary>What a position would bring at once: at the best price of the other side, nothing where there is none.</summary>
    private static Money Worth(ExchangeView view, AccountPosition position)
    {
        if (position.Position.IsZero) return Money.Zero;
        return position.Position.Sign > 0
            ? (view.BestBid(position.Market)?.Price ?? Price.Zero) * position.Position
            : (view.BestAsk(position.Market)?.Price.Complement ?? Price.Zero) * position.Position.Magnitude;
    }

    private static void WritePosition(Utf8JsonWriter writer, ExchangeView view, AccountPosition position)
    {
        var market = view.Market(position.Market);
        writer.WriteStartObject();
        writer.WriteString("ticker", market.Ticker.Value);
        writer.WriteNumber("exchange_index", market.Event.Shard.Index);
        writer.Money("total_traded_dollars", position.Traded);
        writer.Count("position_fp", position.Position);
        writer.Money("market_exposure_dollars", position.Cost);
        writer.Money("realized_pnl_dollars", position.RealizedPnl);
        writer.Money("fees_paid_dollars", position.FeesPaid);
        writer.Time("last_updated_ts", position.UpdatedAt);
        writer.WriteEndObject();
    }

    private static void WriteEventPosition(Utf8JsonWriter writer, EventTicker ticker, IReadOnlyCollection<AccountPosition> positions)
    {
        writer.WriteStartObject();
        writer.WriteString("event_ticker", ticker.Value);
        writer.Money("total_cost_dollars", positions.Aggregate(Money.Zero, static (sum, position) => sum + position.Traded));
        writer.Count("total_cost_shares_fp", positions.Aggregate(Quantity.Zero, static (sum, position) => sum + position.TradedCount));
        writer.Money("event_exposure_dollars", positions.Aggregate(Money.Zero, static (sum, position) => sum + position.Cost));
        writer.Money("realized_pnl_dollars", positions.Aggregate(Money.Zero, static (sum, position) => sum + position.RealizedPnl));
        writer.Money("fees_paid_dollars", positions.Aggregate(Money.Zero, static (sum, position) => sum + position.FeesPaid));
        writer.WriteEndObject();
    }

    private static bool TryWindow(RestRequest request, out Window window, out RestReply? error)
    {
        window = default;
        if (!request.TryNumber("min_ts", "MinTs", out var min, out error) || !request.TryNumber("max_ts", "MaxTs", out var max, out error)) return false;
        if (!request.TryNumber("exchange_index", "ExchangeIndex", out var shard, out error)) return false;
        window = new Window(min, max, shard);
        return true;
    }

    private readonly record struct Window(long? MinSeconds, long? MaxSeconds, long? Shard)
    {
        public bool Has(Instant at) => (MinSeconds is null || WireWriter.Seconds(at) >= MinSeconds) && (MaxSeconds is null || WireWriter.Seconds(at) <= MaxSeconds);

        public bool IsOn(Shard shard) => Shard is null || Shard == shard.Index;
    }
}
