using System.Diagnostics;
using System.Globalization;
using KalshiArb.Domain.Journal;
using Xunit.Abstractions;

namespace KalshiArb.EndToEnd.Tests.Crash;

/// <summary>
/// SIGKILL aimed at the program over the wire: at a write of its journal, at the bytes of a create, at the venue's taking of an order
/// and at the bytes of the answer; restarted on the same state each time, while the venue has gone on. KALSHIARB_SWEEP sets how many
/// kills there are a point.
/// </summary>
public sealed class CrashSweepTests(ITestOutputHelper output)
{
    private const int Speed = 6;
    private const int SnapshotEvery = 10;
    private const int KillsOnOneState = 15;
    private static readonly TimeSpan NothingLeft = TimeSpan.FromSeconds(45);

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("KALSHIARB_SWEEP"), CultureInfo.InvariantCulture, out var kills) ? kills : 1;

    private static string[] Points => Environment.GetEnvironmentVariable("KALSHIARB_SWEEP_POINTS") is { Length: > 0 } some ? some.Split(',') : ["accept", "commit", "send", "reply", "snapshot"];

    /// <summary>Loose limits and thresholds: what matters here is that orders come often. An age is of the market's time, some times as fast.</summary>
    public static IEnumerable<string> Busy { get; } =
    [
        "--set", "execution.max-entry-age=5s", "--set", "execution.max-exit-age=5s",
        "--set", "strategies.entry.taker-threshold=0.02", "--set", "strategies.entry.maker-threshold=0.01", "--set", "strategies.entry.slippage-buffer=0.00",
        "--set", "risk.market.repeated-entry-window=1s", "--set", "risk.market.cool-down=1s", "--set", "risk.market.max-positions-sport=24",
        "--set", "risk.market.max-exposure-sport=2000.00", "--set", "risk.account.max-exposure=4000.00", "--set", "risk.account.max-markets=48",
        "--set", "risk.account.max-orders=200", "--set", "risk.account.max-daily-loss=4000.00", "--set", "risk.account.max-drawdown=4000.00",
        // Every sport, and games that have not begun: a market whose order is in doubt is not entered, so others must be.
        "--set", "strategies.momentum.skip=0", "--set", "strategies.momentum.taker-at-least=0", "--set", "strategies.momentum.cancel-below=0",
        "--set", "strategies.series.KXNBAGAME.entry.taker-threshold=0.01", "--set", "strategies.entry.pre-game=on", "--set", "strategies.entry.minimum-net-profit=0.00",
        "--set", "risk.market.maximum-spread=0.10",
        "--set", "strategies.exit.maximum-hold=20s", "--set", "strategies.exit.hold-to-settlement-when-worth-more=off", "--set", $"persistence.snapshot-every={SnapshotEvery}",
        // Neither the crashes nor a busy machine are to stop it.
        "--set", "risk.breakers.max-unclean-starts=64", "--set", "risk.breakers.max-ack-latency=60s",
    ];

    [Fact]
    public async Task Killed_at_any_point_of_an_order_s_way_it_comes_back_to_the_venues_account()
    {
        var tallies = Points.ToDictionary(point => point, point => new Tally(point));
        var order = Enumerable.Range(0, Kills).SelectMany(_ => Points).ToList();
        var done = 0;
        for (var evening = 0; done < order.Count; evening++)
        {
            Assert.True(evening <= order.Count, "evening after evening nothing is traded");
            done += await SweepAsync([.. order.Skip(done).Take(KillsOnOneState)], (ulong)(7 + evening), tallies);
            // A long sweep that is broken off has shown what it has shown.
            Console.WriteLine($"{done} of {order.Count} kills: {string.Join(", ", tallies.Values.Select(tally => tally.Counts))}");
        }

        foreach (var tally in tallies.Values)
        {
            output.WriteLine(tally.ToString());
            Console.WriteLine(tally);
            Assert.Equal(Kills, tally.Kills);
            // A kill after the venue took the order and before its answer was written down is what the sweep is for.
            if (tally.Point is "accept") Assert.True(tally.Unacknowledged * 2 >= Kills, tally.ToString());
        }
    }

    /// <summary>Kills on one state; how many, since an evening may have nothing more to trade.</summary>
    private async Task<int> SweepAsync(IReadOnlyList<string> points, ulong seed, Dictionary<string, Tally> tallies)
    {
        using var folder = new StateFolder();
        await using var venue = await SweepVenue.StartAsync(folder["v"], seed, Speed);
        var random = new Random((int)seed);
        for (var kill = 1; kill <= points.Count; kill++)
        {
            var point = points[kill - 1];
            await using var run = Start(folder, venue);
            var begun = Stopwatch.GetTimestamp();
            await run.UntilAsync(" READY ");
            if (kill > 1) output.WriteLine($"{points[kill - 2]} {kill - 1}: {await AgreesAsync(folder, venue, run)}");
            var ready = Stopwatch.GetElapsedTime(begun);

            var where = await AimAsync(point, folder, venue, run, random);

            await run.KillAsync();
            if (where is null)
            {
                Console.WriteLine($"nothing came to {point} any more after {kill - 1} kills:{Environment.NewLine}{run.Output[Math.Max(0, run.Output.Length - 2_000)..]}{run.Error}");
                await EndAsync(folder, venue, output);
                return kill - 1;
            }

            var facts = VenueTruth.Facts(folder.State);
            var acknowledged = facts.OfType<OrderAcknowledged>().Select(fact => fact.Order.Value).ToHashSet();
            var intended = facts.OfType<OrderIntended>().Select(fact => fact.Ticket.Id.Value).ToHashSet();
            var ended = facts.OfType<OrderEnded>().Select(fact => fact.Order.Value).ToHashSet();
            var accepted = venue.AcceptedIds();
            // Nothing is sent before its intent is on the disk.
            Assert.Empty(accepted.Except(intended));
            tallies[point].Add(where, accepted.Count(id => !acknowledged.Contains(id)), intended.Count(id => !acknowledged.Contains(id) && !ended.Contains(id)));
            output.WriteLine($"{point} {kill}: ready and agreed after {ready.TotalSeconds:0.0} s, killed {where}");
        }

        await EndAsync(folder, venue, output);
        return points.Count;
    }

    /// <summary>The last life ends by itself: nothing in doubt, every fill of the venue's file in the journal once, no id twice.</summary>
    private static async Task EndAsync(StateFolder folder, SweepVenue venue, ITestOutputHelper output)
    {
        await using var last = Start(folder, venue);
        await last.UntilAsync(" READY ");
        output.WriteLine($"last: {await AgreesAsync(folder, venue, last)}");
        last.Signal("TERM");
        var end = (await last.EndAsync()).With(0);
        Assert.Contains("ledger agrees to the micro-dollar", end.Output, StringComparison.Ordinal);
        var accepted = venue.AcceptedIds();
        Assert.Equal(accepted.Count, accepted.Distinct().Count());
        var booked = VenueTruth.Facts(folder.State).OfType<FillBooked>()
            .Select(fill => $"{fill.VenueOrder} {fill.Fill} {fill.Side} {fill.Price.Units} {fill.Count.Hundredths} {fill.Fee.Micros}");
        Assert.Equal(venue.Fills().Order(StringComparer.Ordinal), booked.Order(StringComparer.Ordinal));
    }

    /// <summary>Kills at the point and says where exactly it struck; null when nothing comes past it any more.</summary>
    private static async Task<string?> AimAsync(string point, StateFolder folder, SweepVenue venue, Kalshiarb run, Random random)
    {
        var struck = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var offset = TimeSpan.FromMicroseconds(random.Next(0, 3_000));
        // The part of the bytes that goes on: none, some, or all.
        var share = random.Next(0, 3) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };
        var armed = 1;
        void Strike(string where)
        {
            if (!struck.Task.IsCompleted) run.KillNow();
            struck.TrySetResult(where);
        }

        FileSystemWatcher? journal = null;
        JournalWatch? snapshots = null;
        switch (point)
        {
            case "commit":
                journal = new FileSystemWatcher(folder.State, "journal.db-wal") { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size };
                journal.Changed += (_, _) =>
                {
                    if (Interlocked.Exchange(ref armed, 0) == 1) After(offset, () => Strike($"{offset.TotalMilliseconds:0.00} ms after a write of the journal"));
                };
                journal.EnableRaisingEvents = true;
                break;
            case "snapshot":
                snapshots = new JournalWatch(folder.State, SnapshotEvery, due => Strike($"{due}, {offset.TotalMilliseconds:0.00} ms later"), offset);
                break;
            case "send":
                venue.Tap.CreateSeen = seen =>
                {
                    if (Interlocked.Exchange(ref armed, 0) == 0) return Passage.All;
                    var bytes = (int)(seen * share);
                    Strike($"at the first {seen} bytes of a create, {bytes} of them passed on");
                    return new Passage(share >= 1 ? int.MaxValue : bytes);
                };
                break;
            case "accept":
                // The answer is held back, so that what is killed has not heard it.
                venue.Tap.ReplySeen = _ => Volatile.Read(ref armed) == 0 ? new Passage(0) : Passage.All;
                venue.Accepted = id =>
                {
                    if (Interlocked.Exchange(ref armed, 0) == 1) After(offset, () => Strike($"{offset.TotalMilliseconds:0.00} ms after {id} was taken"));
                };
                break;
            default:
                venue.Tap.ReplySeen = seen =>
                {
                    if (Interlocked.Exchange(ref armed, 0) == 0) return Passage.All;
                    var bytes = Math.Max(1, (int)(seen * share));
                    return new Passage(bytes, () => After(offset / 3, () => Strike($"{offset.TotalMilliseconds / 3:0.00} ms after {bytes} of {seen} bytes of an answer")));
                };
                break;
        }

        try
        {
            return await struck.Task.WaitAsync(NothingLeft);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            journal?.Dispose();
            snapshots?.Dispose();
            (venue.Tap.CreateSeen, venue.Tap.ReplySeen, venue.Accepted) = (null, null, null);
        }
    }

    /// <summary>A wait shorter than any timer keeps; on a thread of its own, since it is called under the venue's lock.</summary>
    private static void After(TimeSpan offset, Action strike)
    {
        var begun = Stopwatch.GetTimestamp();
        new Thread(() =>
        {
            while (Stopwatch.GetElapsedTime(begun) < offset) Thread.SpinWait(20);
            strike();
        }) { IsBackground = true }.Start();
    }

    /// <summary>
    /// Waits until both sides show the same orders, positions and cash while nothing happens to the account. An order that the venue
    /// never took may stay in doubt, and no other.
    /// </summary>
    private static async Task<string> AgreesAsync(StateFolder folder, SweepVenue venue, Kalshiarb run)
    {
        var last = "";
        try
        {
            return await Until.SomeAsync(async () =>
            {
                if (run.HasExited) throw new InvalidOperationException(run.Output + run.Error);
                var theirs = venue.Read();
                if (await ControlSocket.OrdersAsync(folder.State) is not { } orders || await ControlSocket.PositionsAsync(folder.State) is not { } positions) return null;
                if (await ControlSocket.AskAsync(folder.State, "Status") is not { } status) return null;
                var mine = orders.Where(order => theirs.Ids.Contains(order.Id)).Select(order => order.Id).Order(StringComparer.Ordinal).ToList();
                var never = orders.Where(order => !theirs.Ids.Contains(order.Id)).ToList();
                var cash = (long)(decimal.Parse(status.GetProperty("status").GetProperty("cash").ToString(), CultureInfo.InvariantCulture) * 1_000_000m);
                var held = Text(positions.ToDictionary(one => one.Key, one => (long)(decimal.Parse(one.Value, CultureInfo.InvariantCulture) * 100m)));
                last = $"orders [{string.Join(' ', mine)}] and [{string.Join(' ', theirs.Resting)}], never taken [{string.Join(' ', never.Select(order => $"{order.Id} {order.State}"))}], positions [{held}] and [{Text(theirs.Positions)}], cash {cash} and {theirs.CashMicros}";
                if (venue.Changes != theirs.Changes || !mine.SequenceEqual(theirs.Resting) || held != Text(theirs.Positions) || cash != theirs.CashMicros) return null;
                return never.All(order => order.State is "Unknown" or "Intended" or "Sent") ? last : null;
            });
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"both sides never agreed; last {last}{Environment.NewLine}{run.Output}{run.Error}");
        }
    }

    private static string Text(IReadOnlyDictionary<string, long> positions) =>
        string.Join(' ', positions.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));

    private static Kalshiarb Start(StateFolder folder, SweepVenue venue) =>
        Kalshiarb.Start(["run", "--wire", "--state", folder.State, .. venue.Settings, .. Busy]);

    private sealed class Tally(string point)
    {
        private readonly List<string> _where = [];

        public string Point => point;

        public int Kills => _where.Count;

        /// <summary>Kills that left an order which the venue had taken and whose answer was not written down.</summary>
        public int Unacknowledged { get; private set; }

        public int InDoubt { get; private set; }

        public void Add(string where, int unacknowledged, int inDoubt)
        {
            _where.Add(where);
            if (unacknowledged > 0) Unacknowledged++;
            if (inDoubt > 0) InDoubt++;
        }

        public string Counts => $"{point} {Kills} ({Unacknowledged} with an order taken and not acknowledged, {InDoubt} with one in doubt)";

        public override string ToString() => $"{Counts}; {string.Join("; ", _where)}";
    }
}
