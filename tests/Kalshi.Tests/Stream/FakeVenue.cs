using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KalshiArb.Kalshi.Tests.Stream;

/// <summary>A small venue on loopback that answers commands as documented, unless the test says otherwise.</summary>
internal sealed class FakeVenue : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<FakeConnection> _connections = [];

    private FakeVenue(WebApplication app) => _app = app;

    /// <summary>Answers a command instead of the venue; true when it did (or means to be silent).</summary>
    public Func<FakeConnection, FakeCommand, bool> Instead { get; set; } = (_, _) => false;

    /// <summary>Status of a handshake that is refused; 0 accepts.</summary>
    public int RefuseWith { get; set; }

    public int Handshakes { get; private set; }

    public Uri Uri { get; private set; } = null!;

    public FakeConnection[] Connections
    {
        get
        {
            lock (_connections) return [.. _connections];
        }
    }

    public FakeConnection Last => Connections[^1];

    public static async Task<FakeVenue> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var venue = new FakeVenue(app);
        app.UseWebSockets();
        app.MapGet("/trade-api/ws/v2", venue.Accept);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        venue.Uri = new Uri(address.Replace("http", "ws", StringComparison.Ordinal) + "/trade-api/ws/v2");
        return venue;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in Connections) connection.Abort();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task Accept(HttpContext context)
    {
        Handshakes++;
        if (RefuseWith != 0)
        {
            context.Response.StatusCode = RefuseWith;
            return;
        }

        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new FakeConnection(this, socket, headers);
        lock (_connections) _connections.Add(connection);
        await connection.RunAsync();
    }
}

/// <summary>A command as it was sent.</summary>
internal sealed record FakeCommand(long Id, string Cmd, JsonElement Params, string Text)
{
    public string? Channel => Params.ValueKind == JsonValueKind.Object && Params.TryGetProperty("channels", out var channels) ? channels[0].GetString() : null;

    public string? Action => Params.ValueKind == JsonValueKind.Object && Params.TryGetProperty("action", out var action) ? action.GetString() : null;

    public string[] Tickers => Params.ValueKind == JsonValueKind.Object && Params.TryGetProperty("market_tickers", out var tickers) ? [.. tickers.EnumerateArray().Select(ticker => ticker.GetString()!)] : [];

    public long Sid => Params.GetProperty("sid").GetInt64();
}

/// <summary>One connection of the fake venue.</summary>
internal sealed class FakeConnection(FakeVenue venue, WebSocket socket, IReadOnlyDictionary<string, string> headers)
{
    private readonly Channel<string> _outgoing = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<FakeCommand> _commands = new();
    private readonly ConcurrentDictionary<long, long> _seq = new();
    private long _lastSid;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    public FakeCommand[] Commands => [.. _commands];

    public ConcurrentDictionary<string, long> SidOf { get; } = new();

    public void Send(string text) => _outgoing.Writer.TryWrite(text);

    public long NextSeq(long sid) => _seq.AddOrUpdate(sid, 1, (_, last) => last + 1);

    public void SendSnapshot(long sid, string ticker, long? id = null)
    {
        var head = id is null ? "" : $"\"id\":{id},";
        Send($$$"""{{{{head}}}"type":"orderbook_snapshot","sid":{{{sid}}},"seq":{{{NextSeq(sid)}}},"msg":{"market_ticker":"{{{ticker}}}","market_id":"m","yes_dollars_fp":[["0.4000","5.00"]],"no_dollars_fp":[["0.5200","5.00"]]}}""");
    }

    public void SendDelta(long sid, string ticker, long? seq = null) =>
        Send($$$"""{"type":"orderbook_delta","sid":{{{sid}}},"seq":{{{seq ?? NextSeq(sid)}}},"msg":{"market_ticker":"{{{ticker}}}","market_id":"m","price_dollars":"0.4000","delta_fp":"1.00","side":"yes","ts_ms":1}}""");

    public void Abort() => socket.Abort();

    public async Task RunAsync()
    {
        var sending = SendAll();
        var buffer = new byte[1 << 20];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close) break;
                var text = Encoding.UTF8.GetString(buffer, 0, part.Count);
                var root = JsonDocument.Parse(text).RootElement;
                var command = new FakeCommand(root.GetProperty("id").GetInt64(), root.GetProperty("cmd").GetString()!, root.TryGetProperty("params", out var parameters) ? parameters : default, text);
                _commands.Enqueue(command);
                if (!venue.Instead(this, command)) Answer(command);
            }
        }
        catch (WebSocketException)
        {
            // The other side is gone.
        }

        _outgoing.Writer.TryComplete();
        await sending;
    }

    public void Answer(FakeCommand command)
    {
        switch (command.Cmd)
        {
            case "subscribe":
                var sid = Interlocked.Increment(ref _lastSid);
                SidOf[command.Channel!] = sid;
                Send($$$"""{"id":{{{command.Id}}},"type":"subscribed","msg":{"channel":"{{{command.Channel}}}","sid":{{{sid}}}}}""");
                if (command.Channel == "orderbook_delta")
                    foreach (var ticker in command.Tickers) SendSnapshot(sid, ticker);
                break;
            case "update_subscription" when command.Action == "get_snapshot":
                foreach (var ticker in command.Tickers) SendSnapshot(command.Sid, ticker, command.Id);
                break;
            case "update_subscription":
                Send($$$"""{"id":{{{command.Id}}},"sid":{{{command.Sid}}},"seq":{{{NextSeq(command.Sid)}}},"type":"ok","msg":{"market_tickers":[]}}""");
                if (command.Action == "add_markets" && SidOf["orderbook_delta"] == command.Sid)
                    foreach (var ticker in command.Tickers) SendSnapshot(command.Sid, ticker);
                break;
            case "unsubscribe":
                var ended = command.Params.GetProperty("sids")[0].GetInt64();
                Send($$$"""{"id":{{{command.Id}}},"sid":{{{ended}}},"seq":{{{NextSeq(ended)}}},"type":"unsubscribed"}""");
                break;
            case "list_subscriptions":
                Send($$$"""{"id":{{{command.Id}}},"type":"ok","msg":[]}""");
                break;
        }
    }

    private async Task SendAll()
    {
        try
        {
            await foreach (var text in _outgoing.Reader.ReadAllAsync())
                await socket.SendAsync(Encoding.UTF8.GetBytes(text + "\n"), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The other side is gone.
        }
    }
}
