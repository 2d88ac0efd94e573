namespace KalshiArb.EndToEnd.Tests;

/// <summary>Two short runs on one state directory, and replays of their tapes as they are, damaged and with other settings.</summary>
public sealed class ReplayTests(ReplayTests.TwoRuns runs) : IClassFixture<ReplayTests.TwoRuns>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_tape_gives_the_hash_of_its_run_twice(int run)
    {
        for (var i = 0; i < 2; i++) Assert.Equal(runs.Of(run).Hash, (await ReplayAsync(runs.Folder.Tape(run))).With(0).Hash);
    }

    [Fact]
    public void A_second_run_goes_on_where_the_first_ended()
    {
        Assert.NotEqual(runs.Of(1).Hash, runs.Of(2).Hash);
        Assert.Contains("ledger agrees to the micro-dollar", runs.Of(2).Output, StringComparison.Ordinal);
        // The run's number stands in every client order id.
        var traded = VenueFile.Read(runs.Folder.State).Where(line => line.Kind == "accepted").Select(line => line.Client!.Split('-')[1]).Distinct();
        Assert.Equal(["1", "2"], traded);
    }

    [Fact]
    public async Task A_tape_without_its_footer_gives_the_hash_too()
    {
        var tape = runs.Folder["footless.tape"];
        TapeEdit.WithoutFooter(runs.Folder.Tape(1), tape);

        var replay = (await ReplayAsync(tape)).With(0);

        Assert.Equal(runs.Of(1).Hash, replay.Hash);
        Assert.Contains("no footer", replay.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_settings_change_no_decision() =>
        Assert.Equal(
            runs.Of(1).Hash,
            (await ReplayAsync(runs.Folder.Tape(1), "--set", "akka.loglevel=DEBUG", "--set", "control.refusal-window=1s", "--set", "control.log-files=3")).With(0).Hash);

    [Fact]
    public async Task One_delta_left_out_ends_with_1_at_the_first_decision_that_differs()
    {
        var tape = runs.Folder["dropped.tape"];
        TapeEdit.WithoutOneDelta(runs.Folder.Tape(1), tape, 0.5);

        var replay = (await ReplayAsync(tape)).With(1);

        Assert.Contains("REPLAY DIFFERS", replay.Output, StringComparison.Ordinal);
        Assert.Matches("first at input [0-9,]+: ", replay.Output);
        Assert.NotEqual(replay.Line("  run ")["  run ".Length..].Trim(), replay.Line("  replay ")["  replay ".Length..].Trim());
    }

    [Fact]
    public async Task Another_threshold_is_a_what_if_with_decisions_of_its_own()
    {
        var (own, other) = (runs.Folder["own.decisions"], runs.Folder["other.decisions"]);
        (await ReplayAsync(runs.Folder.Tape(1), "--decisions", own)).With(0);

        var whatIf = (await ReplayAsync(runs.Folder.Tape(1), "--set", "strategies.entry.maker-threshold=0.04", "--decisions", other)).With(0);

        Assert.Contains("what-if", whatIf.Output, StringComparison.Ordinal);
        Assert.Contains("default.entry.makerThreshold: tape 0.02, here 0.04", whatIf.Output, StringComparison.Ordinal);
        Assert.NotEqual(await File.ReadAllLinesAsync(own), await File.ReadAllLinesAsync(other));
    }

    [Fact]
    public async Task A_torn_tape_is_reported_and_what_is_whole_is_replayed()
    {
        var tape = runs.Folder["torn.tape"];
        TapeEdit.Cut(runs.Folder.Tape(1), tape, 100_001);

        var replay = (await ReplayAsync(tape)).With(0);

        Assert.Contains("the tape was cut off: record ", replay.Output, StringComparison.Ordinal);
        Assert.NotEqual(runs.Of(1).Hash, replay.Hash);
    }

    [Fact]
    public async Task An_edited_tape_is_refused_and_the_place_named()
    {
        var tape = runs.Folder["edited.tape"];
        var bytes = await File.ReadAllBytesAsync(runs.Folder.Tape(1));
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(tape, bytes);

        var replay = (await ReplayAsync(tape)).With(2);

        Assert.Matches("check sum does not match|longer than allowed", replay.Error);
        Assert.Matches("record [0-9]+", replay.Error);
    }

    private static Task<Ended> ReplayAsync(params string[] args) => Kalshiarb.RunAsync(["replay", .. args]);

    /// <summary>The runs.</summary>
    public sealed class TwoRuns : IAsyncLifetime
    {
        private readonly Ended[] _ended = new Ended[2];

        internal StateFolder Folder { get; } = new();

        internal Ended Of(int run) => _ended[run - 1];

        public async Task InitializeAsync()
        {
            for (var i = 0; i < 2; i++)
                _ended[i] = (await Kalshiarb.RunAsync("run", "--for-market", "5m", "--speed", "100000", "--seed", "7", "--state", Folder.State)).With(0);
        }

        public Task DisposeAsync()
        {
            Folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
