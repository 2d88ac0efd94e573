using System.Collections.Immutable;
using System.Net;
using KalshiArb.Domain.Numbers;
using KalshiArb.Exchange.Matching;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Doctor;
using KalshiArb.Host.Doctor.Canary;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;
using KalshiArb.PaperExchange.Auth;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Faults;
using KalshiArb.PaperExchange.Rest;
using KalshiArb.PaperExchange.Stream;

namespace KalshiArb.Host.Tests.Doctor;

/// <summary>A venue at work takes the time that other tests measure answers by: these run when all others have.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
#pragma warning disable CA1711 // xUnit's own word for it.
public sealed class AloneCollection
#pragma warning restore CA1711
{
    public const string Name = "alone";
}

/// <summary>The doctor against the paper venue over real sockets.</summary>
[Collection(AloneCollection.Name)]
public sealed class DoctorVenueTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kalshiarb-doctor-").FullName;
    private readonly KeyRing _keys = new();
    private NewKeyPair _pair = null!;
    private ExchangeEngine _engine = null!;
    private StreamHub _hub = null!;
    private ExchangeServer _server = null!;
    private readonly Nastiness _nasty = new();

    public async Task InitializeAsync()
    {
        _pair = KeyPairs.TryWrite(_folder, KeyKind.Ed25519, out _)!;
        Assert.True(_keys.TryAdd(_pair.Id, File.ReadAllText(_pair.PublicPath), out _));
        var slate = Exchange.Slate.SlateSettings.Default(7);
        var start = Instant.FromUnixSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        _engine = ExchangeEngine.Open(new EngineSettings(7, slate.Games, slate.Lag, start, slate.ClientCash, VenueRules.Kalshi2026, 1, null), TimeProvider.System);
        _hub = new StreamHub(_engine, ExchangeServer.UserId, new FaultBoard(0, () => _engine.Now), new StreamLimits());
        _server = await ExchangeServer.StartAsync(_engine, new ServerOptions(IPAddress.Loopback, 0, _keys, UsageTier.Advanced, TimeProvider.System, _ => { }) { Stream = _hub.AcceptAsync, Interceptor = _nasty });
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _hub.Dispose();
        _engine.Dispose();
    }

    public void Dispose()
    {
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Demo_played_by_the_paper_venue_passes_with_every_question_answered()
    {
        using var session = Open("demo");

        var report = await DoctorRunner.RunAsync(session.Context);

        Assert.True(report.Passed, Text(report));
        Assert.All(DoctorRunner.All, check => Assert.Contains(report.Rows, r => r.Check.StartsWith(check.Name, StringComparison.Ordinal)));
        Assert.DoesNotContain(report.Rows, r => r.Measured == "skipped: no key");
    }

    [Fact]
    public async Task The_venue_of_the_mode_is_asked_for_its_games_and_every_event_is_named()
    {
        using var session = Open("demo");
        Assert.True(Feeds.Reference.ReferenceData.TryLoad(Feeds.Reference.ReferenceData.DefaultDirectory, out var reference, out _));

        var venue = await Matching.VenueLook.AskAsync(session.Context.Settings, reference, _ => null, Now, default);

        Assert.True(venue.Unread.IsEmpty, string.Join("; ", venue.Unread.Select(unread => unread.Reason)));
        Assert.Equal(Exchange.Slate.SlateSettings.Default(7).Games, venue.Games.Length);
    }

    [Fact]
    public async Task The_canary_is_seen_in_ack_frame_and_listing_on_every_shard_in_use_and_leaves_nothing_behind()
    {
        using var session = Open("demo");

        var report = await DoctorRunner.RunAsync(session.Context, [new CanaryCheck()]);

        Assert.True(report.Passed, Text(report));
        var shards = await session.Context.Venue!.ShardsInUseAsync(session.Context, default);
        var flown = shards.Keys.Where(s => report.Rows.Any(r => r.Check == $"canary: shard {s}, ack")).ToArray();
        Assert.NotEmpty(flown);
        foreach (var shard in flown)
            foreach (var step in (string[])["group", "ack", "frame", "listing", "cancel", "trigger", "nothing rests"])
                Assert.Contains(report.Rows, r => r.Check == $"canary: shard {shard}, {step}" && r.Result == CheckResult.Ok);
        Assert.Equal(0, await RestingAsync(session));
    }

    [Fact]
    public async Task A_canary_whose_answer_is_lost_is_in_doubt_and_still_taken_back()
    {
        _nasty.Answer = (call, carryOut) => IsCreate(call) ? Lost(carryOut()) : carryOut();
        using var session = Open("demo");

        var report = await DoctorRunner.RunAsync(session.Context, [new CanaryCheck()]);

        Assert.Contains(report.Rows, r => r.Check.EndsWith(", ack", StringComparison.Ordinal) && r.Result == CheckResult.Fail && r.Measured.StartsWith("IN DOUBT", StringComparison.Ordinal));
        Assert.All(report.Rows.Where(r => r.Check.EndsWith("nothing rests", StringComparison.Ordinal)), r => Assert.Equal(CheckResult.Ok, r.Result));
        Assert.Equal(0, await RestingAsync(session));
    }

    [Fact]
    public async Task A_canary_that_cannot_be_taken_back_fails_loudly_with_what_to_do()
    {
        _nasty.Answer = (call, carryOut) => IsTakingBack(call) ? new RestReply(500, "application/json", "{}"u8.ToArray()) : carryOut();
        using var session = Open("demo");
        var venue = session.Context.Venue!;
        var (markets, shard) = (await OpenMarketsAsync(session), new Domain.Markets.Shard(3));
        var order = CanaryOrder.Choose(markets, shard, Now())!;

        var rows = await new CanaryFlight(venue.Client, null, order, shard, Now() + TimeSpan.FromMinutes(1), cleanTries: 2).RunAsync(default);

        var last = rows.Single(r => r.Check.EndsWith("nothing rests", StringComparison.Ordinal));
        Assert.Equal(CheckResult.Fail, last.Result);
        Assert.Contains("MAY STILL REST", last.Measured, StringComparison.Ordinal);
        Assert.Contains("kalshiarb kill", last.Advice, StringComparison.Ordinal);
        Assert.Equal(1, await RestingAsync(session));
    }

    [Fact]
    public async Task A_canary_that_is_interrupted_is_taken_back_all_the_same()
    {
        using var interrupt = new CancellationTokenSource();
        _nasty.Answer = (call, carryOut) =>
        {
            var reply = carryOut();
            if (IsCreate(call)) interrupt.Cancel();
            return reply;
        };
        using var session = Open("demo");

        var report = await DoctorRunner.RunAsync(session.Context, [new CanaryCheck()], interrupt.Token);

        Assert.False(report.Passed, Text(report));
        Assert.Contains(report.Rows, r => r.Check.EndsWith("nothing rests", StringComparison.Ordinal) && r.Result == CheckResult.Ok);
        Assert.Equal(0, await RestingAsync(session));
    }

    [Fact]
    public async Task A_key_that_the_venue_does_not_know_fails_by_name_and_advice()
    {
        using var session = Open("demo", "exchange.key-id=00000000-0000-4000-8000-000000000000");

        var report = await DoctorRunner.RunAsync(session.Context);

        Assert.Equal(ExitCode.Differs, report.ExitCode);
        Assert.Contains(report.Rows, r => r.Check == "permissions" && r.Result == CheckResult.Fail);
    }

    [Fact]
    public async Task A_venue_that_does_not_answer_is_exit_code_6_and_asked_nothing_more()
    {
        await _server.DisposeAsync();
        using var session = Open("demo");

        var report = await DoctorRunner.RunAsync(session.Context);

        Assert.Equal(ExitCode.Unreachable, report.ExitCode);
        Assert.Contains(report.Rows, r => r.Check == "netting" && r.Measured.Contains("does not answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_key_live_fails_and_paper_passes_over()
    {
        using var live = DoctorSession.Open(Settings("mode=live"), [], null, _ => null, Now);
        using var paper = DoctorSession.Open(Settings("mode=paper"), [], null, _ => null, Now);

        var (failed, passed) = (await DoctorRunner.RunAsync(live.Context), await DoctorRunner.RunAsync(paper.Context));

        Assert.All(failed.Rows.Where(r => r.Measured == "skipped: no key"), r => Assert.Equal(CheckResult.Fail, r.Result));
        Assert.Contains(failed.Rows, r => r is { Check: "netting", Measured: "skipped: no key" });
        Assert.True(passed.Passed, Text(passed));
    }

    private static bool IsCreate(RestCall call) => call.Method == "POST" && call.Target.EndsWith("/portfolio/events/orders", StringComparison.Ordinal);

    private static bool IsTakingBack(RestCall call) =>
        (call.Method == "DELETE" && call.Target.Contains("/portfolio/", StringComparison.Ordinal)) || (call.Method == "PUT" && call.Target.Contains("/trigger", StringComparison.Ordinal));

    private static RestReply? Lost(RestReply reply) => reply.Status == 201 ? null : reply;

    private static async Task<int> RestingAsync(DoctorSession session) =>
        Assert.IsType<ReadOutcome<ImmutableArray<ListedOrder>>.Ok>(await session.Context.Venue!.Client.ListAllOrdersAsync(new OrderFilter(Status: Domain.Ports.VenueOrderStatus.Resting))).Value.Length;

    private static async Task<ImmutableArray<MarketInfo>> OpenMarketsAsync(DoctorSession session) =>
        [.. Assert.IsType<ReadOutcome<Page<MarketInfo>>.Ok>(await session.Context.Venue!.OpenMarketsAsync(new Domain.Markets.SeriesTicker("KXNBAGAME"), default)).Value.Items];

    private DoctorSession Open(string mode, params string[] more)
    {
        var (rest, stream) = ($"http://127.0.0.1:{_server.Address.Port}/trade-api/v2", $"ws://127.0.0.1:{_server.Address.Port}/trade-api/ws/v2");
        var settings = Settings([$"mode={mode}", $"exchange.hosts.{mode}.rest={rest}", $"exchange.hosts.{mode}.stream={stream}", $"exchange.key-id={_pair.Id}", $"exchange.key-file={_pair.PrivatePath}", .. more]);
        return DoctorSession.Open(settings, [], null, _ => null, Now);
    }

    private static EffectiveSettings Settings(params string[] overrides)
    {
        var result = ConfigurationLoader.Load([Path.Combine(Repository.Root, "hocon.conf")], overrides);
        Assert.Empty(result.Problems);
        return result.Settings!;
    }

    private static Instant Now() => Instant.From(DateTimeOffset.UtcNow);

    private static string Text(DoctorReport report) => string.Join('\n', report.Rows.Select(r => $"{r.Check} | {r.Result} | {r.Measured} | {r.Advice}"));

    /// <summary>Answers as a test wants; null loses the answer.</summary>
    private sealed class Nastiness : IRestInterceptor
    {
        public Func<RestCall, Func<RestReply>, RestReply?> Answer { get; set; } = (_, carryOut) => carryOut();

        public Task<RestReply?> InterceptAsync(RestCall call, Func<RestReply> carryOut, CancellationToken aborted) => Task.FromResult(Answer(call, carryOut));
    }
}
