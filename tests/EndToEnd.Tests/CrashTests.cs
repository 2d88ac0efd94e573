using System.Globalization;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Paper;
using Xunit.Abstractions;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>
/// kill -9 again and again on one state directory. Every second one is aimed at the moment after the venue accepted an order and before
/// its answer arrives; the others come at a random time. KALSHIARB_KILLS sets how many there are.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Seed = 7;
    private const int Speed = 10;

    // Half of it lies between the venue and us: an answer is under way for 150 ms of the wall clock at this speed.
    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3.5);
    private static readonly TimeSpan LatestRandomKill = TimeSpan.FromSeconds(20);

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("KALSHIARB_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 5;

    [Fact]
    public async Task After_every_kill_9_positions_and_orders_are_the_venues_and_no_doubt_is_left()
    {
        using var folder = new StateFolder();
        var random = new Random(Seed);
        var (unanswered, unresolved, atRandom) = (0, 0, 0);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var run = Start(folder);
            await run.UntilAsync(" READY ");
            if (kill > 1) output.WriteLine($"kill {kill - 1}: {await AgreesAsync(folder, run)}");
            if (kill % 2 == 1)
            {
                await AcceptedAsync(folder, run);
            }
            else
            {
                atRandom++;
                var at = await MarketTimeAsync(folder) + TimeSpan.FromSeconds(random.NextDouble() * LatestRandomKill.TotalSeconds);
                await Until.SomeAsync(async () => await MarketTimeAsync(folder) >= at ? "now" : null);
            }

            await run.KillAsync();
            var known = VenueTruth.Facts(folder.State);
            var answered = known.Select(fact => fact switch
            {
                OrderAcknowledged one => one.Order.Value,
                OrderEnded one => one.Order.Value,
                _ => null,
            }).ToHashSet();
            var accepted = VenueFile.Read(folder.State).Where(line => line.Kind == "accepted").Select(line => line.Client!);
            if (accepted.Any(id => !answered.Contains(id))) unanswered++;
            if (known.OfType<OrderIntended>().Any(one => !answered.Contains(one.Ticket.Id.Value))) unresolved++;
        }

        await using var last = Start(folder);
        await last.UntilAsync(" READY ");
        output.WriteLine($"kill {Kills}: {await AgreesAsync(folder, last)}");
        last.Signal("TERM");
        var end = (await last.EndAsync()).With(0);

        var counts = $"{Kills} kills ({Kills - atRandom} aimed, {atRandom} at random): {unanswered} with an order accepted and not acknowledged, {unresolved} with any order without an answer";
        output.WriteLine(counts);
        Console.WriteLine(counts);
        Assert.Contains("ledger agrees to the micro-dollar", end.Output, StringComparison.Ordinal);
        Assert.Equal(end.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(Kills + 1))).With(0).Hash);
        Assert.True(unanswered >= Math.Max(1, Kills / 10), counts);
    }

    private static async Task AcceptedAsync(StateFolder folder, Kalshiarb run)
    {
        try
        {
            await VenueFile.NextAcceptedAsync(folder.State, () => run.HasExited);
        }
        catch (OperationCanceledException)
        {
            var risk = await ControlSocket.AskAsync(folder.State, "Risk");
            throw new TimeoutException($"no order was accepted; {risk}{Environment.NewLine}{run.Output}{run.Error}");
        }
    }

    private static Kalshiarb Start(StateFolder folder) => Kalshiarb.Start(
        "run", "--speed", $"{Speed}", "--seed", $"{Seed}", "--state", folder.State,
        "--set", $"paper.latency={Latency.TotalSeconds:0}s",
        // Neither the crashes nor the slow answers that they are aimed at are to stop it.
        "--set", "risk.breakers.max-unclean-starts=64", "--set", "risk.breakers.max-ack-latency=60s");

    /// <summary>Waits for a quiet moment after a start, and holds both sides against each other at one and the same market time.</summary>
    private static async Task<string> AgreesAsync(StateFolder folder, Kalshiarb run)
    {
        var head = new VenueHead(1, Seed, KalshiArb.Exchange.Slate.SlateSettings.DefaultStart.UnixMicros, 12, TimeSpan.FromSeconds(20).Ticks / 10, 1_000_000_000);
        var last = "";
        try
        {
            return await Until.SomeAsync(async () =>
            {
                if (run.HasExited) throw new InvalidOperationException(run.Output + run.Error);
                if (await ControlSocket.AskAsync(folder.State, "Orders") is not { } orders || await ControlSocket.PositionsAsync(folder.State) is not { } positions) return null;
                var view = orders.GetProperty("orders");
                var at = Instant.From(DateTimeOffset.Parse(view.GetProperty("at").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
                var rows = view.GetProperty("orders").EnumerateArray().ToList();
                var unsettled = rows.Where(row => row.GetProperty("state").GetString() != "Working").ToList();
                if (unsettled.Count > 0)
                {
                    last = $"{at}: {string.Join(", ", unsettled)}";
                    return null;
                }

                if (VenueFile.Read(folder.State).Any(line => line.Kind is "create" or "cancel" or "fill" or "ended" && line.AtMicros > (at - Quiet).UnixMicros)) return null;
                var venue = VenueTruth.At(folder.State, head, at);
                var resting = venue.Orders.Where(order => order.Status == VenueOrderStatus.Resting).Select(order => order.Order.Value).Order(StringComparer.Ordinal).ToList();
                var ours = rows.Select(row => row.GetProperty("id").GetString()!).Order(StringComparer.Ordinal).ToList();
                var held = venue.Positions.Where(one => !one.Position.IsZero).ToDictionary(one => one.Ticker.Value, one => one.Position.Hundredths / 100m);
                var mine = positions.ToDictionary(one => one.Key, one => decimal.Parse(one.Value, CultureInfo.InvariantCulture));
                last = $"{at}: orders ours [{string.Join(' ', ours)}], venue [{string.Join(' ', resting)}]; positions ours [{Text(mine)}], venue [{Text(held)}]";
                return resting.SequenceEqual(ours) && Text(held) == Text(mine) ? last : null;
            });
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"both sides never agreed; last {last}{Environment.NewLine}{run.Output}{run.Error}");
        }
    }

    private static string Text(Dictionary<string, decimal> positions) =>
        string.Join(' ', positions.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}={one.Value:0.00}")));

    private static async Task<DateTimeOffset> MarketTimeAsync(StateFolder folder) =>
        DateTimeOffset.Parse(
            (await ControlSocket.AskAsync(folder.State, "Status"))!.Value.GetProperty("status").GetProperty("at").GetString()!,
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
