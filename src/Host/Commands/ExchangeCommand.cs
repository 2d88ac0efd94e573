using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using KalshiArb.Exchange.Matching;
using KalshiArb.Exchange.Slate;
using KalshiArb.PaperExchange.Auth;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Faults;
using KalshiArb.PaperExchange.Feeds;
using KalshiArb.PaperExchange.Rest;
using KalshiArb.PaperExchange.Stream;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb exchange</c>: the venue on loopback, until Ctrl-C or SIGTERM.</summary>
internal static class ExchangeCommand
{
    private const double MaxSpeed = 1_000;
    private static readonly TimeSpan _listen = TimeSpan.FromMilliseconds(50);
    // A client subscribes in the moment after it connected.
    private static readonly TimeSpan _settle = TimeSpan.FromSeconds(1);

    private sealed record Request(IPAddress Address, int Port, string[] Keys, ulong? Slate, string? Tape, double Speed, string? State, int Markets, UsageTier Tier, TimeSpan LiveWindow);

    public static Command Create(CommandConsole console)
    {
        var address = new Option<string>("--address") { Description = "A loopback address", DefaultValueFactory = _ => "127.0.0.1", HelpName = "IP" };
        var port = new Option<int>("--port") { Description = "0, the default, takes a free one and prints it", HelpName = "N" };
        var key = new Option<string[]>("--key") { Description = "A key that may sign (see keys new); may be repeated", HelpName = "ID=PUBLIC.pem" };
        var slate = new Option<string?>("--slate") { Description = "The simulated evening of this seed, from now on; without it the venue lists nothing", HelpName = "SEED" };
        var tape = new Option<string?>("--tape") { Description = "Serves these recorded order book frames over the stream, from the first client on; REST then lists nothing", HelpName = "FILE" };
        var speed = new Option<string>("--speed") { Description = "Market seconds a second", DefaultValueFactory = _ => "1", HelpName = "N" };
        var state = new Option<string?>("--state") { Description = "Keeps orders, ids, positions and cash across restarts", HelpName = "DIR" };
        var markets = new Option<int>("--markets") { Description = $"Without --slate: so many markets on which nobody trades, 1 to {QuietSlate.MaxMarkets}", HelpName = "N" };
        var tier = new Option<string>("--tier") { Description = "The account's rate limits: advanced or basic", DefaultValueFactory = _ => UsageTier.Advanced.Name, HelpName = "NAME" };
        var window = new Option<string>("--live-window") { Description = "How long a settled market and a trade stay in the live lists before they are in /historical alone, 1h to 365d", DefaultValueFactory = _ => "90d", HelpName = "TIME" };
        var command = new Command("exchange", "Serve the paper venue: Kalshi's REST and WebSocket protocol on loopback") { address, port, key, slate, markets, tier, tape, speed, state, window };
        command.SetAction(async (parse, cancellation) =>
        {
            var limits = parse.GetValue(tier) == UsageTier.Basic.Name ? UsageTier.Basic : UsageTier.Advanced;
            var quiet = parse.GetValue(markets);
            if (WhyNot(parse.GetValue(tier)!, limits, quiet, parse.GetResult(markets) is not null, parse.GetValue(slate) ?? parse.GetValue(tape)) is { } wrong)
            {
                console.Error.WriteLine(wrong);
                return (int)ExitCode.Usage;
            }

            if (!Configuration.SettingText.TryDuration(parse.GetValue(window)!, out var live) || live < TimeSpan.FromHours(1) || live > TimeSpan.FromDays(365))
            {
                console.Error.WriteLine($"--live-window {parse.GetValue(window)}: expected 1h to 365d");
                return (int)ExitCode.Usage;
            }

            var problem = TryRead(parse.GetValue(address)!, parse.GetValue(port), parse.GetValue(key) ?? [], parse.GetValue(slate), parse.GetValue(tape), parse.GetValue(speed)!, parse.GetValue(state), out var request);
            if (problem is null) return (int)await RunAsync(console, request! with { Markets = quiet, Tier = limits, LiveWindow = live }, cancellation).ConfigureAwait(false);
            console.Error.WriteLine(problem);
            return (int)ExitCode.Usage;
        });
        return command;
    }

    private static string? WhyNot(string tier, UsageTier limits, int markets, bool given, string? other)
    {
        if (tier != limits.Name) return $"--tier {tier}: expected advanced or basic";
        if (given && other is not null) return "--markets goes with neither --slate nor --tape: one of them says what there is to trade";
        return given && markets is < 1 or > QuietSlate.MaxMarkets ? $"--markets {markets}: expected 1 to {QuietSlate.MaxMarkets}" : null;
    }

    private static string? TryRead(string address, int port, string[] keys, string? slate, string? tape, string speed, string? state, out Request? request)
    {
        request = null;
        if (tape is not null && (slate is not null || state is not null)) return "--tape goes with neither --slate nor --state: a recording has no account";
        if (tape is not null && !File.Exists(tape)) return $"--tape {tape}: no such file";
        if (!IPAddress.TryParse(address, out var ip) || !IPAddress.IsLoopback(ip)) return $"--address {address}: the paper venue serves loopback addresses only, for instance 127.0.0.1";
        if (port is < 0 or > 65_535) return $"--port {port}: expected 0 to 65535";
        ulong? seed = null;
        if (slate is not null)
        {
            if (!ulong.TryParse(slate, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return $"--slate {slate}: expected a seed, a whole number";
            seed = number;
        }

        if (!double.TryParse(speed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var pace) || pace is not (> 0 and <= MaxSpeed))
            return $"--speed {speed}: expected a number above 0, at most {MaxSpeed}";
        request = new Request(ip, port, keys, seed, tape, pace, state is null ? null : Path.GetFullPath(state), 0, UsageTier.Advanced, default);
        return null;
    }

    private static async Task<ExitCode> RunAsync(CommandConsole console, Request request, CancellationToken cancellation)
    {
        using var keys = new KeyRing();
        if (Register(keys, request.Keys) is { } problem)
        {
            console.Error.WriteLine(problem);
            return ExitCode.Usage;
        }

        ExchangeEngine engine;
        try
        {
            engine = ExchangeEngine.Open(SettingsOf(request), TimeProvider.System);
        }
        catch (InvalidDataException e)
        {
            console.Error.WriteLine($"refused: {e.Message}");
            return ExitCode.Refused;
        }
        catch (IOException e) when (request.State is not null && Directory.Exists(request.State))
        {
            console.Error.WriteLine($"refused: {request.State} is in use or cannot be opened ({e.Message})");
            return ExitCode.Refused;
        }

        using (engine) return await ServeAsync(console, request, engine, keys, cancellation).ConfigureAwait(false);
    }

    private static async Task<ExitCode> ServeAsync(CommandConsole console, Request request, ExchangeEngine engine, KeyRing keys, CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = StopOn(PosixSignal.SIGINT, stopped);
        using var terminate = StopOn(PosixSignal.SIGTERM, stopped);
        using var given = cancellation.Register(() => stopped.TrySetResult());
        var faults = new FaultBoard(request.Slate ?? 0, () => engine.Now);
        using var interceptor = new FaultInterceptor(faults, engine);
        await using var stranger = new Stranger(faults, engine);
        if (!TryLoad(request.Tape, console, out var frames)) return ExitCode.Usage;
        using var hub = frames is null ? new StreamHub(engine, ExchangeServer.UserId, faults, new StreamLimits()) : new StreamHub(frames, faults, new StreamLimits());
        using var playing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var options = new ServerOptions(request.Address, request.Port, keys, request.Tier, TimeProvider.System, e => console.Error.WriteLine($"request failed: {e}"))
        {
            Interceptor = interceptor,
            Stream = hub.AcceptAsync,
            Faults = context => FaultEndpoint.ServeAsync(context, faults),
            Feeds = context => FeedEndpoint.ServeAsync(context, engine),
            LiveWindow = request.LiveWindow,
        };
        ExchangeServer server;
        try
        {
            server = await ExchangeServer.StartAsync(engine, options, cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            console.Error.WriteLine($"cannot listen on {request.Address}:{request.Port}: {e.Message}");
            return ExitCode.Refused;
        }

        await using (server)
        {
            console.Out.WriteLine(Banner(server.Address, request, engine, keys));
            await console.Out.FlushAsync(cancellation).ConfigureAwait(false);
            var play = frames is null ? Task.CompletedTask : PlayAsync(frames, hub, request.Speed, playing.Token);
            await stopped.Task.ConfigureAwait(false);
            await playing.CancelAsync().ConfigureAwait(false);
            await play.ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    private static bool TryLoad(string? tape, CommandConsole console, out RecordedFrames? frames)
    {
        frames = null;
        if (tape is null) return true;
        try
        {
            frames = RecordedFrames.Load(tape);
            frames.PlayOpening();
            return true;
        }
        catch (InvalidDataException e)
        {
            console.Error.WriteLine($"--tape: {e.Message}");
            return false;
        }
    }

    /// <summary>A recording that nobody hears yet waits: it has no books before its first frame.</summary>
    private static async Task PlayAsync(RecordedFrames frames, StreamHub hub, double speed, CancellationToken cancellation)
    {
        try
        {
            while (hub.Connections == 0) await Task.Delay(_listen, cancellation).ConfigureAwait(false);
            await Task.Delay(_settle, cancellation).ConfigureAwait(false);
            await frames.PlayAsync(speed, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The exchange ends in the middle of the recording.
        }
    }

    private static EngineSettings SettingsOf(Request request)
    {
        // From now on, to the minute: clients that check the venue's clock against their own find them equal at speed 1.
        var now = DateTimeOffset.UtcNow;
        var start = Instant.FromUnixSeconds(now.ToUnixTimeSeconds() / 60 * 60);
        var slate = SlateSettings.Default(request.Slate ?? 0);
        return new EngineSettings(request.Slate, slate.Games, slate.Lag, start, slate.ClientCash, VenueRules.Kalshi2026, request.Speed, request.State) { QuietMarkets = request.Markets };
    }

    private static string? Register(KeyRing keys, string[] given)
    {
        foreach (var text in given)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == text.Length - 1) return $"--key {text}: expected ID=PUBLIC.pem";
            var (id, path) = (text[..equals], text[(equals + 1)..]);
            string pem;
            try
            {
                pem = File.ReadAllText(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"--key {id}: {path} cannot be read ({e.Message})";
            }

            if (!keys.TryAdd(id, pem, out var reason)) return $"--key {id}: {path}: {reason}";
        }

        return null;
    }

    private static string Banner(Uri address, Request request, ExchangeEngine engine, KeyRing keys)
    {
        var ids = keys.Ids.ToList();
        var slate = request.Slate is { } seed
            ? string.Create(CultureInfo.InvariantCulture, $"slate seed {seed}, {engine.Read(view => view.Markets.Length)} markets")
            : request.Markets > 0 ? string.Create(CultureInfo.InvariantCulture, $"{request.Markets} quiet markets") : request.Tape is { } tape ? $"recorded frames of {tape}" : "no slate";
        var state = request.State is { } directory ? $"state {directory} ({engine.Restored} commands carried out again)" : "no state is kept";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"exchange {address.AbsoluteUri.TrimEnd('/')} · {(ids.Count == 0 ? "no keys" : "keys " + string.Join(", ", ids))} · {slate}, {request.Speed:0.###}x from {engine.Now} · {state}");
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, TaskCompletionSource stopped) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stopped.TrySetResult();
    });
}
