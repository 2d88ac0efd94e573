using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Risk;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Control;
using KalshiArb.Host.Sessions;
using KalshiArb.Kill;

namespace KalshiArb.Host.Tests;

[Collection("watchers")]
public sealed class ControlTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ka-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static Task<ControlResponse> Echo(ControlRequest request, CancellationToken cancellation) =>
        Task.FromResult(new ControlResponse(true, ExitCode.Done, $"{request.Command} {request.Reason}"));

    private static async Task<string> RawAsync(string path, byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(bytes);
        return await new LineChannel(stream, 1 << 20).ReadAsync(default) ?? "";
    }

    [Fact]
    public void A_file_that_many_write_at_once_is_whole_and_nobody_fails()
    {
        var file = Path.Combine(_directory, "kill.json");

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => StateDirectory.WriteWhole(file, new string((char)('a' + i % 26), 5_000)));

        var text = File.ReadAllText(file);
        Assert.Equal(5_000, text.Length);
        Assert.Single(text.Distinct());
        Assert.Equal([file], Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task A_request_gets_its_answer_over_an_owner_only_socket()
    {
        await using var server = ControlServer.Start(_directory, Echo);
        var path = ControlEndpoint.Find(_directory)!;

        var answer = await ControlClient.AskAsync(path, new ControlRequest(ControlCommand.Pause, "me", "lunch"), TimeSpan.FromSeconds(10), default);

        Assert.Equal("Pause lunch", answer!.Message);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"command\":\"Fly\"}")]
    [InlineData("{\"command\":\"Pause\",\"extra\":1}")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task A_malformed_request_is_refused_and_the_next_one_is_served(string line)
    {
        await using var server = ControlServer.Start(_directory, Echo);
        var path = ControlEndpoint.Find(_directory)!;

        var refusal = JsonSerializer.Deserialize(await RawAsync(path, Encoding.UTF8.GetBytes(line + "\n")), ControlJson.Default.ControlResponse)!;

        Assert.False(refusal.Ok);
        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.StartsWith("malformed", refusal.Message, StringComparison.Ordinal);
        Assert.True((await ControlClient.AskAsync(path, new ControlRequest(ControlCommand.Status), TimeSpan.FromSeconds(10), default))!.Ok);
    }

    [Fact]
    public async Task An_oversized_request_is_refused_without_harm()
    {
        await using var server = ControlServer.Start(_directory, Echo);
        var path = ControlEndpoint.Find(_directory)!;

        var refusal = JsonSerializer.Deserialize(await RawAsync(path, new byte[ControlServer.MaxRequestBytes + 1]), ControlJson.Default.ControlResponse)!;

        Assert.Contains("longer than 65536 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.True((await ControlClient.AskAsync(path, new ControlRequest(ControlCommand.Status), TimeSpan.FromSeconds(10), default))!.Ok);
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_ended_in_time_and_gives_its_place_back()
    {
        await using var server = ControlServer.Start(_directory, Echo, TimeSpan.FromMilliseconds(500));
        var path = ControlEndpoint.Find(_directory)!;
        var slow = new List<Socket>();
        using var stop = new CancellationTokenSource();
        // As many as are served at once: the seventeenth waits until one of them is ended.
        for (var i = 0; i < 16; i++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            slow.Add(socket);
        }

        var dribbling = Task.WhenAll(slow.Select(async socket =>
        {
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    await socket.SendAsync("x"u8.ToArray());
                    await Task.Delay(50);
                }
            }
            catch (SocketException)
            {
                // Ended by the service, as it should be.
            }
        }));
        Assert.True((await ControlClient.AskAsync(path, new ControlRequest(ControlCommand.Status), TimeSpan.FromSeconds(20), default))!.Ok);
        // Every one of them runs into its end without being told to.
        await dribbling.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        foreach (var socket in slow) socket.Dispose();
    }

    [Fact]
    public async Task A_peer_that_does_not_read_its_answers_is_ended_in_time()
    {
        var large = new string('y', 1 << 20);
        await using var server = ControlServer.Start(
            _directory, (request, _) => Task.FromResult(new ControlResponse(true, ExitCode.Done, request.Command == ControlCommand.Status ? "" : large)), TimeSpan.FromMilliseconds(500));
        var path = ControlEndpoint.Find(_directory)!;
        var deaf = new List<Socket>();
        for (var i = 0; i < 16; i++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await socket.SendAsync("{\"command\":\"Orders\"}\n"u8.ToArray());
            deaf.Add(socket);
        }

        Assert.True((await ControlClient.AskAsync(path, new ControlRequest(ControlCommand.Status), TimeSpan.FromSeconds(20), default))!.Ok);
        foreach (var socket in deaf) socket.Dispose();
    }

    [Fact]
    public async Task A_line_cut_off_and_a_peer_that_goes_away_in_the_middle_harm_nothing()
    {
        await using var server = ControlServer.Start(_directory, Echo);
        var path = ControlEndpoint.Find(_directory)!;
        for (var i = 0; i < 12; i++)
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await socket.SendAsync(Encoding.UTF8.GetBytes("{\"command\":\"Kill\"}"[..(1 + i)]));
        }

        Assert.True((await ControlClient.AskAsync(path, new ControlRequest(ControlCommand.Status), TimeSpan.FromSeconds(20), default))!.Ok);
    }

    [Fact]
    public async Task A_state_directory_whose_path_is_too_long_for_a_socket_points_to_a_short_one()
    {
        var deep = Path.Combine(_directory, new string('d', 120));
        Directory.CreateDirectory(deep);
        string path;
        await using (var server = ControlServer.Start(deep, Echo))
        {
            path = ControlEndpoint.Find(deep)!;
            Assert.True(Encoding.UTF8.GetByteCount(path) <= ControlEndpoint.MaxPathBytes);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
            Assert.True((await ControlClient.AskAsync(path, new ControlRequest(ControlCommand.Status), TimeSpan.FromSeconds(10), default))!.Ok);
        }
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
        Assert.Null(ControlEndpoint.Find(deep));
    }

    [Fact]
    public async Task Nobody_listening_is_no_answer()
    {
        await using (ControlServer.Start(_directory, Echo)) { }

        Assert.Null(await ControlClient.AskAsync(Path.Combine(_directory, "control.sock"), new ControlRequest(ControlCommand.Status), TimeSpan.FromSeconds(10), default));
    }

    [Fact]
    public void A_second_service_on_the_same_state_is_refused()
    {
        using var first = StateDirectory.Open(_directory, TradingMode.Paper, "ka", 7);

        var refusal = Assert.Throws<SessionRefusedException>(() => StateDirectory.Open(_directory, TradingMode.Paper, "ka", 7));

        Assert.Equal(ExitCode.Refused, refusal.Code);
        Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TradingMode.Demo, "ka", 7L, "mode paper, asked for demo")]
    [InlineData(TradingMode.Paper, "kb", 7L, "account ka, asked for kb")]
    [InlineData(TradingMode.Paper, "ka", 8L, "seed 7, asked for 8")]
    public void A_state_of_another_mode_account_or_seed_is_refused(TradingMode mode, string account, long seed, string because)
    {
        StateDirectory.Open(_directory, TradingMode.Paper, "ka", 7).Dispose();

        var refusal = Assert.Throws<SessionRefusedException>(() => StateDirectory.Open(_directory, mode, account, seed));

        Assert.Equal(ExitCode.Refused, refusal.Code);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        StateDirectory.Open(_directory, TradingMode.Paper, "ka", 7).Dispose();
    }

    [Theory]
    [InlineData(TradingMode.Demo)]
    [InlineData(TradingMode.Live)]
    [InlineData(TradingMode.DryRun)]
    public void The_state_of_a_mode_opens_under_no_other_mode_and_no_other_account(TradingMode mode)
    {
        StateDirectory.Open(_directory, mode, "ka", null).Dispose();

        foreach (var other in (TradingMode[])[TradingMode.Paper, TradingMode.Demo, TradingMode.Live, TradingMode.DryRun])
            if (other != mode) Assert.Equal(ExitCode.Refused, Assert.Throws<SessionRefusedException>(() => StateDirectory.Open(_directory, other, "ka", null)).Code);
        Assert.Contains("account ka", Assert.Throws<SessionRefusedException>(() => StateDirectory.Open(_directory, mode, "kb", null)).Message, StringComparison.Ordinal);
        StateDirectory.Open(_directory, mode, "ka", null).Dispose();
    }

    [Fact]
    public void The_runs_of_an_account_on_a_venue_that_keeps_its_orders_have_one_place()
    {
        Assert.EndsWith(Path.Combine("live", "ka"), StateDirectory.StandingPath(TradingMode.Live, "ka", 0), StringComparison.Ordinal);
        Assert.EndsWith(Path.Combine("demo", "ka-2"), StateDirectory.StandingPath(TradingMode.Demo, "ka", 2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_without_a_stamp_is_refused()
    {
        File.WriteAllText(Path.Combine(_directory, "journal.db"), "");

        Assert.Throws<SessionRefusedException>(() => StateDirectory.Open(_directory, TradingMode.Paper, "ka", 7));
    }

    [Fact]
    public void A_state_directory_belongs_to_its_owner_alone()
    {
        using var state = StateDirectory.Open(Path.Combine(_directory, "s"), TradingMode.Paper, "ka", 7);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(state.Path));
    }

    [Fact]
    public void A_kill_is_kept_until_it_is_lifted_and_then_kept_beside()
    {
        var record = new KillRecord("me", "drill", Instant.FromUnixSeconds(1_800_000_000), Verified: true, "verified: 3 open");
        StateDirectory.WriteKill(_directory, record);
        Assert.Equal(record, StateDirectory.ReadKill(_directory));

        StateDirectory.ArchiveKill(_directory, Instant.FromUnixMicros(5));

        Assert.Null(StateDirectory.ReadKill(_directory));
        Assert.True(File.Exists(Path.Combine(_directory, "kill-5.json")));
    }

    [Fact]
    public void A_kill_record_that_cannot_be_read_stands()
    {
        File.WriteAllText(Path.Combine(_directory, "kill.json"), "{ torn");

        Assert.Contains("cannot be read", StateDirectory.ReadKill(_directory)!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kill_record_is_written_whatever_another_process_has_begun_to_write()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "kill.json.new"));

        StateDirectory.WriteKill(_directory, new KillRecord("me", "drill", Instant.Never, Verified: true, "done"));

        Assert.Equal("drill", StateDirectory.ReadKill(_directory)!.Reason);
    }

    [Fact]
    public void A_file_named_KILL_kills_once_with_its_first_line_as_reason()
    {
        using var killed = new BlockingRecord();
        using var watcher = new KillWatcher(_directory, killed.Add);

        File.WriteAllText(Path.Combine(_directory, KillWatcher.FileName), "smoke in the server room\nmore");

        Assert.Equal(("file KILL", "smoke in the server room"), killed.Take());
    }

    [Fact]
    public void A_file_named_KILL_of_a_kill_that_was_carried_out_kills_again_only_when_it_is_put_there_anew()
    {
        using var killed = new BlockingRecord();
        var file = Path.Combine(_directory, KillWatcher.FileName);
        File.WriteAllText(file, "the first");
        using var watcher = new KillWatcher(_directory, killed.Add, carriedOut: true);
        // What the watcher hears comes in order: a signal after several looks finds that the file was not heard before it.
        SpinWait.SpinUntil(() => watcher.Looks >= 2, TimeSpan.FromSeconds(10));

        File.Delete(file);
        SpinWait.SpinUntil(() => watcher.Looks >= 5, TimeSpan.FromSeconds(10));
        File.WriteAllText(file, "the second");

        Assert.Equal(("file KILL", "the second"), killed.Take());
    }

    [Fact]
    public async Task SIGUSR1_kills()
    {
        using var killed = new BlockingRecord();
        using var watcher = new KillWatcher(_directory, killed.Add);

        using var process = System.Diagnostics.Process.Start("kill", ["-USR1", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();

        Assert.Equal(("SIGUSR1", ""), killed.Take());
    }

    [Fact]
    public void Every_view_goes_through_the_socket_unharmed()
    {
        var at = Instant.FromUnixMicros(1_800_000_000_123_456);
        var response = new ControlResponse(true, ExitCode.Done, "")
        {
            Risk = new RiskView(at, TradingState.Reducing, [new LimitRow("MAX_MARKETS", "5", true, at, at, "KXNBAGAME-26OCT17BOSNYK-BOS", 24)], ["daily loss -$12.00 of $50.00"]),
        };

        var json = JsonSerializer.Serialize(response, ControlJson.Default.ControlResponse);
        var read = JsonSerializer.Deserialize(json, ControlJson.Default.ControlResponse)!;

        Assert.Equal(response.Risk.Limits[0], read.Risk!.Limits[0]);
        Assert.Equal((at, TradingState.Reducing), (read.Risk.At, read.Risk.State));
        Assert.Contains("\"2027-01-15T08:00:00.123456Z\"", json, StringComparison.Ordinal);
    }

    private sealed class BlockingRecord : IDisposable
    {
        private readonly System.Collections.Concurrent.BlockingCollection<(string, string)> _items = [];

        public void Add(string by, string reason) => _items.Add((by, reason));

        public (string, string) Take() => _items.TryTake(out var item, TimeSpan.FromSeconds(20)) ? item : throw new TimeoutException("nobody was killed");

        public void Dispose() => _items.Dispose();
    }
}
