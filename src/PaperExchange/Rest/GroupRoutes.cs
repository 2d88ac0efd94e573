using System.Text.Json;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>Order groups (API reference 3.5).</summary>
internal sealed class GroupRoutes(ExchangeEngine engine, int shards)
{
    public RestReply Create(RestRequest request)
    {
        const string type = "CreateOrderGroupRequest";
        if (!TryLimit(request.Body, type, out var limit, out var error)) return error!;
        if (request.Body.Whole(type, "subaccount") is not (null or 0)) return RestErrors.Refused(VenueRefusal.UserNotFound);
        if (!OrderBodies.TryShard(request.Body.Whole(type, "exchange_index") ?? 0, shards, out var shard, out error)) return error!;
        if (request.Body.Fault is { } fault) return RestErrors.BadBody(fault);
        var home = shard ?? new Shard(0);
        var reply = engine.Execute(new CreateGroup(home, limit));
        return reply.Refusal is { } refusal ? RestErrors.Refused(refusal) : WireWriter.Object(
            writer =>
            {
                writer.WriteString("order_group_id", reply.Group!.Value.Value);
                writer.WriteNumber("subaccount", 0);
                writer.WriteNumber("exchange_index", home.Index);
            },
            201);
    }

    public RestReply List(RestRequest request)
    {
        var groups = engine.Read(view => view.Groups());
        return WireWriter.Object(writer =>
        {
            // The venue leaves the list out where it is empty (recorded 2026-06-12 on the margin venue).
            if (groups.IsEmpty || !request.HasOwnSubaccount) return;
            writer.Array("order_groups", groups, (inner, group) =>
            {
                inner.WriteStartObject();
                inner.WriteString("id", group.Group.ToOrderGroupId().Value);
                WriteState(inner, group);
                inner.WriteEndObject();
            });
        });
    }

    public RestReply Get(RestRequest request)
    {
        var id = new OrderGroupId(request.Route("order_group_id"));
        var found = engine.Read(view => view.FindGroup(id) is not { } group ? ((GroupState, ImmutableArray<string>)?)null :
            (group, [.. view.Orders().Where(order => order.Group == group.Group && order.Status == Domain.Ports.VenueOrderStatus.Resting).Select(order => order.Order.ToVenueOrderId().Value)]));
        return found is not var (state, orders) ? RestErrors.Refused(VenueRefusal.NotFound) : WireWriter.Object(writer =>
        {
            WriteState(writer, state);
            writer.Array("orders", orders, static (inner, order) => inner.WriteStringValue(order));
        });
    }

    public RestReply Reset(RestRequest request) => Change(request, id => new ResetGroup(id));

    public RestReply Trigger(RestRequest request) => Change(request, id => new TriggerGroup(id));

    public RestReply Delete(RestRequest request) => Change(request, id => new DeleteGroup(id));

    public RestReply SetLimit(RestRequest request) =>
        TryLimit(request.Body, "UpdateOrderGroupLimitRequest", out var limit, out var error) ? Change(request, id => new SetGroupLimit(id, limit)) : error!;

    /// <summary>The shard whose write budget it draws; group requests go to shard 0 unless they name another.</summary>
    public static int? Scope(RestRequest request) =>
        request.TryNumber("exchange_index", "ExchangeIndex", out var index, out _) && index is >= 0 and <= 63 ? (int)index : 0;

    /// <summary>The same for the making of one, whose shard is in the body.</summary>
    public static int? ScopeOfCreate(RestRequest request) => OrderRoutes.ScopeOfBody(request) ?? 0;

    // A group lives on one shard: a request to another finds nothing there.
    private RestReply Change(RestRequest request, Func<OrderGroupId, ExchangeCommand> command)
    {
        if (!request.HasOwnSubaccount) return RestErrors.Refused(VenueRefusal.UserNotFound);
        if (!request.TryNumber("exchange_index", "ExchangeIndex", out var index, out var error)) return error!;
        var id = new OrderGroupId(request.Route("order_group_id"));
        if (engine.Read(view => view.FindGroup(id)) is not { } group || group.Shard.Index != (index ?? 0)) return RestErrors.Refused(VenueRefusal.NotFound);
        var reply = engine.Execute(command(id));
        return reply.Refusal is { } refusal ? RestErrors.Refused(refusal) : WireWriter.Object(static _ => { });
    }

    private static bool TryLimit(GoBody body, string type, out long limit, out RestReply? error)
    {
        error = null;
        limit = 0;
        var whole = body.Whole(type, "contracts_limit");
        var text = body.Text(type, "contracts_limit_fp");
        if (body.Fault is { } fault)
        {
            error = RestErrors.BadBody(fault);
            return false;
        }

        if (text is not null)
        {
            if (!OrderBodies.TryCount(text, "contracts_limit_fp", out var count, out error)) return false;
            if (count.Hundredths % Quantity.HundredthsPerContract != 0 || (whole is { } both && both * Quantity.HundredthsPerContract != count.Hundredths))
            {
                error = RestErrors.Refused(VenueRefusal.InvalidGroupLimit);
                return false;
            }

            whole = count.Hundredths / Quantity.HundredthsPerContract;
        }

        if (whole is null) error = RestErrors.Refused(VenueRefusal.InvalidGroupLimit);
        limit = whole ?? 0;
        return error is null;
    }

    private static void WriteState(Utf8JsonWriter writer, GroupState group)
    {
        writer.Count("contracts_limit_fp", group.Limit);
        writer.WriteBoolean("is_auto_cancel_enabled", group.Triggered);
        writer.WriteNumber("exchange_index", group.Shard.Index);
    }
}
