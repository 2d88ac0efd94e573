using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Tests.Polling;

public sealed class FeedSourceTests : IDisposable
{
    private static readonly PollTerms Terms = new(TimeSpan.FromSeconds(10), 10_000, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), 0);

    private readonly TestClock _clock = new();
    private readonly KeptInputs _core = new();
    private readonly KeptWords _words = new();
    private readonly FakeServer _server = new(_ => new FakeReply(200, "[]"));

    public void Dispose() => _server.Dispose();

    private FeedSource Source(params string[] lanes) => Source([.. lanes.Select(name => (IPollLane)new Asking(name, _server))]);

    private FeedSource Source(IPollLane[] lanes) =>
        new("source", new FeedContext(Terms, _clock.Clock, _core, _words), new HttpFetcher(Terms, "test"), [.. lanes]);

    [Fact]
    public async Task Lanes_are_asked_in_turn_and_one_question_is_under_way_at_a_time()
    {
        await using (var source = Source("a", "b", "c"))
        {
            source.Start();
            await _server.UntilSeenAsync(30);
        }

        Assert.Equal(1, _server.MostInFlight);
        Assert.Equal(["/a", "/b", "/c", "/a", "/b", "/c"], _server.Seen.Take(6).Select(request => request.Path));
        Assert.All(_server.Seen.Take(30).GroupBy(request => request.Path), lane => Assert.Equal(10, lane.Count()));
    }

    [Fact]
    public async Task Each_use_is_one_input_received_when_the_answer_was_complete()
    {
        await using var source = Source("a");
        source.Start();
        await _core.UntilAsync(all => all.Length >= 3);

        Assert.Equal(TimeSpan.FromSeconds(5), _core.All[1].At - _core.All[0].At);
        Assert.Equal((FeedHealth.Well, 0L), (source.Status.Health, source.Status.Failures));
    }

    [Fact]
    public async Task Failures_are_waited_after_counted_and_told_and_no_input_comes_of_them()
    {
        var answers = 0;
        _server.Answer = _ => Interlocked.Increment(ref answers) <= 6 ? new FakeReply(500, "") : new FakeReply(200, "[]");
        await using var source = Source("a");
        source.Start();
        await _core.UntilAsync(all => all.Length >= 1);

        Assert.Equal([2, 4, 8, 16, 32, 60], _clock.Waits.Take(6).Select(wait => wait.TotalSeconds));
        Assert.Equal(6, source.Status.Failures);
        Assert.Equal((FeedHealth.Well, "a: status 500"), (source.Status.Health, source.Status.LastFault));
        Assert.Contains("source: a: status 500", _words.Notes);
        Assert.Equal(["source: a failed 5 times in a row (status 500); its values grow stale", "source: a answers again after 6 failures"], _words.Alerts);
    }

    [Fact]
    public async Task A_source_that_says_when_to_come_back_is_left_alone_until_then()
    {
        var answers = 0;
        _server.Answer = _ => Interlocked.Increment(ref answers) == 1 ? new FakeReply(429, "") { Headers = [("Retry-After", "45")] } : new FakeReply(200, "[]");
        await using var source = Source("a");
        source.Start();
        await _core.UntilAsync(all => all.Length >= 1);

        Assert.Equal(TimeSpan.FromSeconds(45), _clock.Waits[0]);
    }

    [Fact]
    public async Task A_lane_that_throws_does_not_end_the_source_nor_starve_its_other_lanes()
    {
        await using var source = Source([new Asking("bad", _server) { Throws = true }, new Asking("good", _server)]);
        source.Start();
        await _core.UntilAsync(all => all.Length >= 5);

        Assert.True(source.Status.Restarts >= 1);
        Assert.Contains(_words.Alerts, text => text.Contains("its loop failed (InvalidOperationException: of no use)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_core_has_no_room_for_is_offered_for_a_second_then_lost_counted_and_told_again()
    {
        _core.Full = true;
        var lane = new Asking("a", _server);
        await using var source = Source([lane]);
        source.Start();
        await _server.UntilSeenAsync(2);

        Assert.True(source.Status.Dropped >= 1);
        Assert.True(lane.ToldAgain >= 1);
        _core.Full = false;
        await _core.UntilAsync(all => all.Length >= 1);
    }

    [Fact]
    public async Task An_answer_that_does_not_read_is_asked_for_whole_again()
    {
        _server.Answer = request => request.Headers.ContainsKey("If-None-Match") ? new FakeReply(304, "") : new FakeReply(200, "garbage") { Headers = [("ETag", "\"g\"")] };
        await using var source = Source("a");
        source.Start();
        await _server.UntilSeenAsync(3);

        Assert.All(_server.Seen, request => Assert.False(request.Headers.ContainsKey("If-None-Match")));
        Assert.Empty(_core.All);
    }

    [Fact]
    public async Task A_clock_put_back_by_hours_does_not_silence_a_source()
    {
        _clock.InWait = number =>
        {
            if (number == 3) _clock.Now -= TimeSpan.FromHours(3);
        };
        await using var source = Source("a");
        source.Start();
        await _server.UntilSeenAsync(6);

        Assert.All(_clock.Waits, wait => Assert.True(wait <= TimeSpan.FromSeconds(5), $"waited {wait}"));
    }

    [Fact]
    public async Task What_does_not_read_is_counted_kept_with_its_reason_and_told_once()
    {
        await using var source = Source([new Asking("a", _server) { Quarantines = true }]);
        source.Start();
        await _core.UntilAsync(all => all.Length >= 200);

        Assert.True(source.Status.Quarantined >= 200);
        Assert.Equal(Quarantine.Kept, source.Quarantine.Last.Length);
        Assert.Equal("bad item", source.Quarantine.Last[0].Reason);
        Assert.Single(_words.Notes, text => text == "source: quarantined a: bad item");
    }

    /// <summary>A lane of the smallest kind: its answer is one input.</summary>
    private sealed class Asking(string name, FakeServer server) : IPollLane, IRetellingLane
    {
        public string Name => name;

        public bool Throws { get; init; }

        public bool Quarantines { get; init; }

        public int ToldAgain { get; private set; }

        public FeedRequest? Ask(Instant now, out TimeSpan rest)
        {
            rest = default;
            return Throws ? throw new InvalidOperationException("of no use") : new FeedRequest(server.At("/" + name), name);
        }

        public LaneResult Take(FeedRequest request, FeedReply reply, Instant receivedAt, Quarantine quarantine)
        {
            if (Quarantines) quarantine.Add(receivedAt, name, "bad item");
            return reply switch
            {
                FeedReply.Answer { Body.Length: 2 } => new LaneResult.Used([new OddsPolled(new GameId(name), "test", [])], TimeSpan.FromSeconds(5)),
                FeedReply.Failed failed => new LaneResult.Useless(failed.Reason),
                _ => new LaneResult.Useless("does not read"),
            };
        }

        public void TellAgain() => ToldAgain++;
    }
}
