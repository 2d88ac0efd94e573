using System.CommandLine;
using System.Net;
using KalshiArb.Actors.Tape;
using KalshiArb.Host.Commands;
using KalshiArb.Host.History;
using KalshiArb.Host.Sessions;
using KalshiArb.Host.Trading;
using KalshiArb.PaperExchange.Auth;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Rest;
using KalshiArb.PaperExchange.Tests;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Host.Tests;

/// <summary>Three and a half hours of a simulated evening, of which several servers may tell.</summary>
public sealed class HistoryEvening : IDisposable
{
    private readonly HandClock _clock = new();

    public HistoryEvening()
        : this(TimeSpan.FromMinutes(210))
    {
    }

    internal HistoryEvening(TimeSpan length)
    {
        Engine = ExchangeEngine.Open(Stage.Slate(null), _clock, drives: false);
        _clock.Pass(length);
        Engine.Read(view => view.Now);
    }

    public ExchangeEngine Engine { get; }

    public void Dispose() => Engine.Dispose();
}

/// <summary>A server on loopback over that evening, and the command as it is typed.</summary>
internal sealed class HistoryVenue : IAsyncDisposable
{
    public static readonly HistoryLimits Quick = HistoryLimits.Default with { RequestsPerSecond = 10_000, Retries = 4, RetryDelay = TimeSpan.FromMilliseconds(2) };

    private readonly KeyRing _keys = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kalshiarb-history-").FullName;
    private ExchangeServer _server = null!;

    /// <summary>Stands between wire and venue; null lets everything through.</summary>
    public Func<RestCall, Func<RestReply>, RestReply?>? Intercept { get; set; }

    public static async Task<HistoryVenue> StartAsync(ExchangeEngine engine, TimeSpan? liveWindow = null)
    {
        var venue = new HistoryVenue();
        var options = new ServerOptions(IPAddress.Loopback, 0, venue._keys, UsageTier.Advanced with { ReadCapacity = 1_000_000 }, TimeProvider.System, _ => { }) { Interceptor = new Between(venue) };
        venue._server = await ExchangeServer.StartAsync(engine, liveWindow is { } window ? options with { LiveWindow = window } : options);
        return venue;
    }

    public string this[string name] => Path.Combine(_folder, name);

    public string[] Files => [.. Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public async Task<(int Code, string Out, string Error)> HistoryAsync(string series, string from, string to, string tape, HistoryLimits? limits = null, CancellationToken cancellation = default, params string[] more)
    {
        using StringWriter output = new(), error = new();
        var command = HistoryCommand.Create(new TradingPlatform(), new CommandConsole(output, error, false, true), limits ?? Quick);
        string[] args =
        [
            "--series", series, "--from", from, "--to", to, "--out", this[tape], "--mode", "paper",
            "--set", $"exchange.hosts.paper.rest={_server.Address.AbsoluteUri.TrimEnd('/')}/trade-api/v2", "--set", $"exchange.hosts.paper.stream=ws://{_server.Address.Authority}/trade-api/ws/v2", .. more,
        ];
        try
        {
            var code = await command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellation);
            return (code, output.ToString(), error.ToString());
        }
        catch (SessionRefusedException e)
        {
            return ((int)e.Code, output.ToString(), error + e.Message);
        }
    }

    public static async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var code = await Commands.CommandLine.RunAsync(args, new TradingPlatform(), new CommandConsole(output, error, false, false));
        return (code, output.ToString(), error.ToString());
    }

    public (TapeHeader Header, TimedInput[] Inputs) Read(string tape)
    {
        using var reader = TapeReader.Open(this[tape]);
        return (reader.Header, [.. TapeSession.Inputs(reader)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Between(HistoryVenue venue) : IRestInterceptor
    {
        public Task<RestReply?> InterceptAsync(RestCall call, Func<RestReply> carryOut, CancellationToken aborted) =>
            Task.FromResult(venue.Intercept is { } intercept ? intercept(call, carryOut) : carryOut());
    }
}
