using KalshiArb.Host.Configuration;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Canary;

/// <summary>
/// Sends one order that cannot trade to each shard in use, sees it come and go, and proves with it that writes, cancels, the
/// stream and cash work. The only check that changes anything at the venue; run when it is asked for.
/// </summary>
public sealed class CanaryCheck : IDoctorCheck
{
    internal const string Title = "canary";
    private static readonly TimeSpan _confirmWithin = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Key;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        if (!context.SendsOrders) return [CheckRow.Skip(Title, $"mode {SettingsBinder.NameOf(context.Mode)} sends no orders to a venue")];
        var venue = context.Venue!;
        var shards = await venue.ShardsInUseAsync(context, cancellation).ConfigureAwait(false);
        if (shards.IsEmpty) return [CheckRow.Fail(Title, "no shard is in use", "enable a sport whose series the venue has")];
        var markets = new List<MarketInfo>();
        foreach (var series in context.TradedSeries)
            if (await venue.OpenMarketsAsync(series, cancellation).ConfigureAwait(false) is ReadOutcome<Page<MarketInfo>>.Ok { Value.Items: var items }) markets.AddRange(items);
        await using var stream = new CanaryStream(venue, context.Settings.Exchange.Subaccount, context.Clock);
        var rows = ImmutableArray.CreateBuilder<CheckRow>();
        var confirmed = await Wait.UntilAsync(() => Task.FromResult(stream.IsConfirmed), _confirmWithin, cancellation).ConfigureAwait(false);
        rows.Add(confirmed
            ? CheckRow.Ok($"{Title}: stream", $"{venue.StreamUri}: private channels confirmed")
            : CheckRow.Fail($"{Title}: stream", $"{venue.StreamUri}: private channels not confirmed in {_confirmWithin.TotalSeconds:0} s; {stream.Last}", "check exchange.hosts and the key's scope read"));
        foreach (var shard in shards.Keys)
        {
            if (cancellation.IsCancellationRequested) break;
            // The venue's own time: a paper exchange keeps market time.
            if (await venue.Client.GetUserDataTimestampAsync(cancellation).ConfigureAwait(false) is not ReadOutcome<Instant>.Ok { Value: var now })
            {
                rows.Add(CheckRow.Fail($"{Title}: shard {shard}", "the venue's time could not be read: nothing was sent", "try again"));
                continue;
            }
            if (CanaryOrder.Choose(markets, shard, now) is not { } order)
            {
                rows.Add(CheckRow.Warn($"{Title}: shard {shard}", "no open market where an order at the far end cannot trade: nothing was sent", "try again when markets of this shard are open"));
                continue;
            }
            var life = TimeSpan.FromSeconds(60 * (context.Mode == TradingMode.Paper ? Math.Max(1, context.Settings.Paper.Speed) : 1));
            var flight = new CanaryFlight(venue.Client, confirmed ? stream : null, order, shard, now + life);
            rows.AddRange(await flight.RunAsync(cancellation).ConfigureAwait(false));
        }
        return rows.ToImmutable();
    }
}

/// <summary>Asks again until something holds or time is up.</summary>
internal static class Wait
{
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(200);

    public static async Task<bool> UntilAsync(Func<Task<bool>> holds, TimeSpan most, CancellationToken cancellation)
    {
        var end = Environment.TickCount64 + (long)most.TotalMilliseconds;
        while (true)
        {
            if (await holds().ConfigureAwait(false)) return true;
            if (Environment.TickCount64 >= end) return false;
            await Task.Delay(_between, cancellation).ConfigureAwait(false);
        }
    }
}
