using KalshiArb.Domain.Games;
using KalshiArb.PaperExchange.Auth;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>The exchange itself and the account's standing (API reference 1, 3.1 and 8).</summary>
internal sealed class ExchangeRoutes(ExchangeEngine engine, UsageTier tier, KeyRing keys, LiveWindow window, Func<IEnumerable<Endpoint>> endpoints)
{
    // Shards as seen 2026-09-15.
    private static readonly ImmutableArray<string> _shardNames = ["Default", "Combos", "Crypto & Commodities", "Tennis, Baseball, Basketball"];
    private static readonly ImmutableArray<string> _days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    private static readonly TimeSpan _regionHolds = TimeSpan.FromDays(30);

    public RestReply Status(RestRequest request) => engine.Read(view => WireWriter.Object(writer =>
    {
        var first = new Shard(0);
        writer.WriteBoolean("exchange_active", !view.IsExchangePaused(first));
        writer.WriteBoolean("trading_active", !view.IsTradingPaused(first));
        writer.WriteBoolean("intra_exchange_transfers_active", false);
        writer.Array("exchange_index_statuses", Enumerable.Range(0, view.Rules.Shards), (inner, index) =>
        {
            inner.WriteStartObject();
            inner.WriteNumber("exchange_index", index);
            inner.WriteString("description", index < _shardNames.Length ? _shardNames[index] : $"Shard {index}");
            inner.WriteBoolean("exchange_active", !view.IsExchangePaused(new Shard(index)));
            inner.WriteBoolean("trading_active", !view.IsTradingPaused(new Shard(index)));
            inner.WriteBoolean("intra_exchange_transfers_active", false);
            inner.WriteEndObject();
        });
    }));

    /// <summary>
    /// Open around the clock (an end of 00:00 is the end of the day, recorded 2026-01-15); maintenance on Thursdays 03:00 to
    /// 05:00 US Eastern, the first one a day after the venue's start at the earliest, so that a run of some minutes does not
    /// depend on the hour. The venue announces it; whether it pauses is commanded.
    /// </summary>
    public RestReply Schedule(RestRequest request)
    {
        var today = UsEastern.DateAt(engine.Now);
        var earliest = UsEastern.DateAt(engine.Start).AddDays(2);
        if (earliest < today) earliest = today;
        var thursday = earliest.AddDays(((int)DayOfWeek.Thursday - (int)earliest.DayOfWeek + 7) % 7);
        return WireWriter.Object(writer =>
        {
            writer.WriteStartObject("schedule");
            writer.Array("standard_hours", [0], (inner, _) =>
            {
                inner.WriteStartObject();
                inner.Time("start_time", UsEastern.StartOf(today.AddDays(-30)));
                inner.Time("end_time", UsEastern.StartOf(today.AddDays(365)));
                foreach (var day in _days)
                {
                    inner.Array(day, [0], static (hours, _) =>
                    {
                        hours.WriteStartObject();
                        hours.WriteString("open_time", "00:00");
                        hours.WriteString("close_time", "00:00");
                        hours.WriteEndObject();
                    });
                }

                inner.WriteEndObject();
            });
            writer.Array("maintenance_windows", [thursday, thursday.AddDays(7)], static (inner, date) =>
            {
                UsEastern.TryToInstant(date, new TimeOnly(3, 0), out var start);
                inner.WriteStartObject();
                inner.Time("start_datetime", start);
                inner.Time("end_datetime", start + TimeSpan.FromHours(2));
                inner.WriteEndObject();
            });
            writer.WriteEndObject();
        });
    }

    public RestReply UserDataTimestamp(RestRequest request) => engine.Read(view => WireWriter.Object(writer => writer.Time("as_of_time", view.Now)));

    public RestReply HistoricalCutoff(RestRequest request) => WireWriter.Object(writer =>
    {
        var cutoff = window.Cutoff(engine.Now);
        writer.Time("market_settled_ts", cutoff);
        writer.Time("trades_created_ts", cutoff);
        writer.Time("orders_updated_ts", cutoff);
        writer.Time("market_positions_last_updated_ts", cutoff);
    });

    public RestReply Limits(RestRequest request) => WireWriter.Object(writer =>
    {
        writer.WriteString("usage_tier", tier.Name);
        WriteBucket("read", tier.ReadRefill, tier.ReadCapacity);
        WriteBucket("write", tier.WriteRefill, tier.WriteCapacity);
        writer.EmptyArray("grants");

        void WriteBucket(string name, int refill, int capacity)
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("refill_rate", refill);
            writer.WriteNumber("bucket_capacity", capacity);
            writer.WriteEndObject();
        }
    });

    public RestReply EndpointCosts(RestRequest request) => WireWriter.Object(writer =>
    {
        writer.WriteNumber("default_cost", Endpoint.DefaultCost);
        writer.Array("endpoint_costs", endpoints().Where(static endpoint => endpoint.Cost != Endpoint.DefaultCost), static (inner, endpoint) =>
        {
            inner.WriteStartObject();
            inner.WriteString("method", endpoint.Method);
            inner.WriteString("path", endpoint.Route);
            inner.WriteNumber("cost", endpoint.Cost);
            inner.WriteEndObject();
        });
    });

    public RestReply ApiKeys(RestRequest request) => WireWriter.Object(writer =>
    {
        writer.Array("api_keys", keys.Ids, static (inner, id) =>
        {
            inner.WriteStartObject();
            inner.WriteString("api_key_id", id);
            inner.WriteString("name", id);
            inner.Array("scopes", ["read", "write::trade"], static (scopes, scope) => scopes.WriteStringValue(scope));
            inner.WriteNumber("subaccount", 0);
            inner.WriteEndObject();
        });
        writer.WriteNumber("api_key_region_expiration_ts", WireWriter.Seconds(engine.Now + _regionHolds));
    });
}
