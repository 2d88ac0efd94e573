using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Risk;
using KalshiArb.Host.Commands;
using KalshiArb.Host.Control;
using KalshiArb.Host.Sessions;
using KalshiArb.Kill;

namespace KalshiArb.Host.Tests;

/// <summary>The program around a session that does nothing: start, kill, start again, reset.</summary>
// One signal reaches every watcher of the process, so classes that watch run one after another.
[Collection("watchers")]
public sealed class ServiceTests : IDisposable
{
    private readonly string _state = Path.Combine(Directory.CreateTempSubdirectory("ka-").FullName, "s");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_state)!, recursive: true);

    private sealed class Run(string state, params string[] more) : IAsyncDisposable
    {
        private readonly StringWriter _out = new();
        private readonly StringWriter _error = new();
        private Task<int>? _task;

        public StubPlatform Platform { get; } = new();

        public string Output => _out.ToString();

        public string Error => _error.ToString();

        /// <summary>Starts and waits until the session is ready or the program ended.</summary>
        public async Task<Run> StartAsync()
        {
            _task = CommandLine.RunAsync(["run", "--state", state, .. more], Platform, new CommandConsole(TextWriter.Synchronized(_out), TextWriter.Synchronized(_error), false, false));
            await Task.WhenAny(_task, Platform.Session.Ready.Task).WaitAsync(TimeSpan.FromSeconds(60));
            return this;
        }

        public async Task<int> EndAsync()
        {
            Platform.Session.RequestStop("test");
            return await _task!.WaitAsync(TimeSpan.FromSeconds(60));
        }

        public async ValueTask DisposeAsync() => await EndAsync();
    }

    private static async Task<(int Code, string Output)> CommandAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(args, new StubPlatform(), new CommandConsole(output, error, false, false));
        return (code, output.ToString() + error);
    }

    [Fact]
    public async Task A_kill_is_verified_survives_a_restart_and_is_lifted_by_a_reset_alone()
    {
        await using (var first = await new Run(_state, "--seed", "7").StartAsync())
        {
            Assert.True(first.Platform.Session.Request!.Gate.IsOpen);
            var (code, text) = await CommandAsync("kill", "--state", _state, "--reason", "drill");
            Assert.Equal(0, code);
            Assert.Contains("KILLED, VERIFIED", text, StringComparison.Ordinal);
            Assert.False(first.Platform.Session.Request.Gate.IsOpen);
            Assert.Equal(["drill"], first.Platform.Session.Kills);
        }

        await using (var second = await new Run(_state).StartAsync())
        {
            Assert.Equal("drill", second.Platform.Session.Request!.KilledBefore!.Reason);
            Assert.Equal(7, second.Platform.Session.Request.Seed);
            Assert.False(second.Platform.Session.Request.Gate.IsOpen);
            Assert.Contains("KILLED   by ", second.Output, StringComparison.Ordinal);
            Assert.Equal(2, (await CommandAsync("reset", "--state", _state)).Code);
            // The kill's cancel-all acts on for a minute, whichever process asked for it.
            var early = await CommandAsync("reset", "--state", _state, "--reason", "all quiet");
            Assert.Equal((int)ExitCode.Refused, early.Code);
            // On a busy machine the first command may have left KILL as well, which the second service then takes up.
            Assert.Matches("cancel-all acts on for a minute|its receipt must come first", early.Output);
            Assert.False(second.Platform.Session.Request.Gate.IsOpen);
            var until = Environment.TickCount64 + 30_000;
            do second.Platform.Session.Wait(TimeSpan.FromSeconds(80));
            while ((await CommandAsync("reset", "--state", _state, "--reason", "all quiet")).Code != 0 && Environment.TickCount64 < until);
            Assert.True(second.Platform.Session.Request.Gate.IsOpen);
        }

        await using var third = await new Run(_state).StartAsync();
        Assert.Null(third.Platform.Session.Request!.KilledBefore);
    }

    [Fact]
    public async Task Ceilings_raised_by_hand_stand_in_the_head_of_the_run_and_of_its_tape_and_are_gone_at_the_next_start()
    {
        await using (var raised = await new Run(_state, "--seed", "7", "--raise-ceiling", "order=$500,exposure=10000", "--set", "risk.market.max-order-cost=400").StartAsync())
        {
            Assert.Contains(
                "ceilings RAISED by hand, for this run alone: order $500.00 (compiled in $250.00), exposure $10,000.00 (compiled in $5,000.00).", raised.Output, StringComparison.Ordinal);
            Assert.Equal(Money.FromDollars(400), raised.Platform.Session.Request!.Settings.Decision.Default.Limits.MaxOrderCost);
            Assert.True(Domain.Settings.SettingsJson.TryRead(raised.Platform.Session.Request.SettingsJson, out var taped, out _));
            Assert.Equal(new Domain.Settings.HardCeilings(Money.FromDollars(500), Money.FromDollars(10_000)), taped!.Raised);
        }

        await using var next = await new Run(_state).StartAsync();
        Assert.DoesNotContain("RAISED", next.Output, StringComparison.Ordinal);
        Assert.Null(next.Platform.Session.Request!.Settings.Decision.Raised);
    }

    [Fact]
    public async Task A_session_whose_core_hangs_is_killed_over_the_socket_and_the_kill_is_verified()
    {
        await using var run = await new Run(_state, "--seed", "7").StartAsync();
        using var never = new ManualResetEventSlim();
        run.Platform.Session.Hangs = never;

        var (code, text) = await CommandAsync("kill", "--state", _state);

        never.Set();
        Assert.Equal(0, code);
        Assert.Contains("KILLED, VERIFIED", text, StringComparison.Ordinal);
        // A side that does not answer counts as one send in doubt, which the fence resolves.
        Assert.Contains("1 sends without an answer when it began; 0 still without evidence", text, StringComparison.Ordinal);
        Assert.Contains("trading-side", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flatten_that_a_session_cannot_do_is_said_and_ends_with_7()
    {
        await using var run = await new Run(_state, "--seed", "7").StartAsync();

        var (code, text) = await CommandAsync("kill", "--flatten", "--state", _state);

        Assert.Equal((int)ExitCode.FlattenIncomplete, code);
        Assert.Contains("NOT DONE: this session has no way to", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_service_on_the_same_state_ends_with_3_and_leaves_the_first_alone()
    {
        await using var first = await new Run(_state, "--seed", "7").StartAsync();

        var second = await new Run(_state, "--seed", "7").StartAsync();

        Assert.Equal((int)ExitCode.Refused, await second.EndAsync());
        Assert.Equal(0, (await CommandAsync("pause", "--state", _state)).Code);
        Assert.True(first.Platform.Session.Request!.Gate.IsOpen);
    }

    [Fact]
    public async Task A_kill_that_nobody_answers_closes_the_gate_and_is_not_verified()
    {
        Assert.Equal(0, await (await new Run(_state, "--seed", "7").StartAsync()).EndAsync());

        var (code, text) = await CommandAsync("kill", "--state", _state);

        Assert.Equal((int)ExitCode.KillNotVerified, code);
        Assert.Contains("NOT VERIFIED", text, StringComparison.Ordinal);
        await using var next = await new Run(_state).StartAsync();
        Assert.False(next.Platform.Session.Request!.Gate.IsOpen);
        Assert.NotNull(next.Platform.Session.Request.KilledBefore);
    }

    [Fact]
    public async Task A_kill_that_never_came_to_its_end_is_not_lifted_before_its_cancel_all_can_have_ended()
    {
        Assert.Equal(0, await (await new Run(_state, "--seed", "7").StartAsync()).EndAsync());
        // As a process that died in the middle of its kill leaves it.
        StateDirectory.WriteKill(_state, new KillRecord("me", "drill", Instant.FromUnixSeconds(1_800_000_000), Verified: false, "running"));
        await using var next = await new Run(_state).StartAsync();

        var early = await CommandAsync("reset", "--state", _state, "--reason", "all quiet");
        Assert.Equal((int)ExitCode.Refused, early.Code);
        Assert.Contains("cancel-all acts on for a minute: wait 75 s", early.Output, StringComparison.Ordinal);
        Assert.False(next.Platform.Session.Request!.Gate.IsOpen);

        next.Platform.Session.Wait(TimeSpan.FromSeconds(76));
        Assert.Equal(0, (await CommandAsync("reset", "--state", _state, "--reason", "all quiet")).Code);
        Assert.True(next.Platform.Session.Request.Gate.IsOpen);
    }

    [Theory]
    [InlineData("rnu")]
    [InlineData("run", "--mode", "live")]
    [InlineData("run", "--mode", "papr")]
    [InlineData("run", "--for", "90")]
    [InlineData("run", "--speed", "-1")]
    [InlineData("run", "--raise-ceiling", "order=249.99")]
    [InlineData("run", "--raise-ceiling", "order=2500.01")]
    [InlineData("run", "--raise-ceiling", "exposure=50001")]
    [InlineData("run", "--raise-ceiling", "order=500,order=600")]
    [InlineData("run", "--raise-ceiling", "planet=500")]
    [InlineData("run", "--raise-ceiling", "order")]
    [InlineData("run", "--set", "risk.market.max-order-cost=250.01")]
    [InlineData("run", "--set", "raised.order=500")]
    [InlineData("run", "--raise-ceiling", "order=500", "--set", "risk.account.max-exposure=5000.01")]
    [InlineData("reset")]
    [InlineData("enable", "planet", "X")]
    [InlineData("replay", "/nowhere/1.tape")]
    public async Task A_wrong_command_ends_with_2(params string[] args) => Assert.Equal(2, (await CommandAsync(args)).Code);

    [Fact]
    public async Task Looking_at_a_service_that_is_not_there_ends_with_6() => Assert.Equal(6, (await CommandAsync("status", "--state", _state)).Code);

    [Fact]
    public async Task Json_is_one_object_a_line()
    {
        await using var run = await new Run(_state, "--seed", "7").StartAsync();

        var (code, text) = await CommandAsync("pause", "--state", _state, "--json");

        Assert.Equal(0, code);
        Assert.Equal("Paused", System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("message").GetString());
    }

    internal sealed class StubPlatform : ITradingPlatform
    {
        public StubSession Session { get; } = new();

        public ITradingSession OpenRun(RunRequest request, ISessionObserver observer)
        {
            Session.Request = request;
            return Session;
        }

        public Task<ReplayEnd> ReplayAsync(ReplayRequest request, IProgress<ReplayProgress>? progress, CancellationToken cancellation) => throw new SessionRefusedException("stub");

        public Task<ImportReport> ImportAsync(ImportRequest request, CancellationToken cancellation) => throw new SessionRefusedException("stub");
    }

    internal sealed class StubSession : ITradingSession, IKillVenue, IKillClock, ITradingSide
    {
        public event Action<string>? KillWanted
        {
            add { }
            remove { }
        }

        private readonly TaskCompletionSource<SessionEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _micros = 1_800_000_000_000_000;

        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public RunRequest? Request { get; set; }

        public List<string> Kills { get; } = [];

        public IKillVenue KillVenue => this;

        public IKillClock KillClock => this;

        public ITradingSide TradingSide => this;

        public IFlattenVenue? FlattenVenue => null;

        public Task<SessionEnd> Completion => _end.Task;

        public Instant Now => Instant.FromUnixMicros(Volatile.Read(ref _micros));

        public ImmutableArray<EntryGroup> EntryGroups => [];

        public Instant LastSend => Instant.Never;

        public void Wait(TimeSpan duration) => Interlocked.Add(ref _micros, duration.Ticks / TimeSpan.TicksPerMicrosecond);

        public Task<ReadyReport> StartAsync(CancellationToken cancellation)
        {
            Ready.TrySetResult();
            return Task.FromResult(new ReadyReport(Now, 1, "stub", 0, 0, Money.FromDollars(1000), 0, 0, 0, 0, 29, 29, Request!.KilledBefore is null ? TradingState.Running : TradingState.Killed, null));
        }

        public void RequestStop(string reason) => _end.TrySetResult(new SessionEnd(Now, reason, 0, true, 0, 0, 0, [], new EntryCounts(0, 0, 0, 0), [], new ProfitAndLoss(Money.Zero, Money.Zero, Money.Zero), null, null, 0, "00", TradingState.Running, ExitCode.Done));

        public Task<OperatorReply> OperateAsync(OperatorRequest request, CancellationToken cancellation) => Task.FromResult(new OperatorReply(true, TradingState.Paused, "Paused"));

        public void BeginKill(string by, string reason) => Kills.Add(reason);

        public void FinishKill(KillReceipt receipt) { }

        public void EndKill() { }

        /// <summary>Whether the core answers.</summary>
        public bool Answers { get; set; }

        public Task<StatusView> StatusAsync(CancellationToken cancellation) => Answers
            ? Task.FromResult(new StatusView(
                Now, "paper", TradingState.Running, null, null, 3, Money.FromDollars(977), Money.Zero, Money.Zero, Money.Zero, Money.Zero, 2, 4, 1,
                new CountOf(1, 1), new CountOf(1, 1), 0, 0, 0, Now - TimeSpan.FromSeconds(5), true, 99))
            : throw new InvalidOperationException("the core takes no questions");

        public Task<OrdersView> OrdersAsync(CancellationToken cancellation) => Task.FromResult(new OrdersView(Now, []));

        public Task<PositionsView> PositionsAsync(CancellationToken cancellation) => Task.FromResult(new PositionsView(Now, []));

        public Task<RiskView> RiskAsync(CancellationToken cancellation) => Task.FromResult(new RiskView(Now, TradingState.Running, [], []));

        public Task<WhyView?> WhyAsync(Ticker ticker, CancellationToken cancellation) => Task.FromResult<WhyView?>(null);

        public KillReply Trigger(EntryGroup group) => KillReply.Done;

        public KillReply CancelAll() => KillReply.Done;

        public RestingPage ListResting(string? cursor) => new(KillOutcome.Done, "", [], null);

        public AsOfReply UserDataAsOf() => new(KillOutcome.Done, Now, "");

        public BatchCancelReply CancelBatch(ImmutableArray<RestingOrder> orders) => new(KillOutcome.Done, "", []);

        public GroupReply ReadGroup(EntryGroup group) => new(KillOutcome.Done, true, "");

        /// <summary>Set, whoever asks what is in flight waits for it: a session whose core is in an endless loop.</summary>
        public ManualResetEventSlim? Hangs { get; set; }

        public ImmutableArray<InFlightSend> InFlight()
        {
            Hangs?.Wait();
            return [];
        }

        public Quantity FilledSince(Instant since) => Quantity.Zero;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
