using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace KalshiArb.PaperExchange.Tests.Stream;

/// <summary>A small client of the stream that keeps every frame; it shares nothing with the adapter's.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ClientWebSocket _socket;
    private readonly Channel<JsonElement> _frames = Channel.CreateUnbounded<JsonElement>();
    private Task _receiving = Task.CompletedTask;

    private StreamClient(ClientWebSocket socket) => _socket = socket;

    /// <summary>Frames that did not end with a newline.</summary>
    public int WithoutNewline { get; private set; }

    public static async Task<StreamClient> ConnectAsync(Uri uri, bool reads = true, bool deflate = false)
    {
        var socket = new ClientWebSocket();
        if (deflate) socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await socket.ConnectAsync(uri, CancellationToken.None).WaitAsync(Patience);
        var client = new StreamClient(socket);
        if (reads) client.StartReading();
        return client;
    }

    public void StartReading() => _receiving = Task.Run(ReceiveAsync);

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task SendBinaryAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None);

    /// <summary>The next frame.</summary>
    public async Task<JsonElement> NextAsync() => await _frames.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The next frame of a type; those before it are passed over.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        while (true)
        {
            var frame = await NextAsync();
            if (Type(frame) == type) return frame;
        }
    }

    /// <summary>Frames up to the answer to list_subscriptions, which comes after everything that was sent before it.</summary>
    public async Task<List<JsonElement>> DrainAsync()
    {
        await SendAsync("""{"id":999999,"cmd":"list_subscriptions"}""");
        var frames = new List<JsonElement>();
        while (true)
        {
            var frame = await NextAsync();
            if (frame.TryGetProperty("id", out var id) && id.GetInt64() == 999999) return frames;
            frames.Add(frame);
        }
    }

    /// <summary>Sends a command and gives the code of the error that answers it.</summary>
    public async Task<int> ErrorAsync(string command)
    {
        await SendAsync(command);
        var frame = await NextAsync("error");
        return frame.GetProperty("msg").GetProperty("code").GetInt32();
    }

    /// <summary>Waits until the connection has ended.</summary>
    public Task EndedAsync() => _receiving.WaitAsync(Patience);

    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience);

    public static string Type(JsonElement frame) => frame.GetProperty("type").GetString()!;

    public static long? Seq(JsonElement frame) => frame.TryGetProperty("seq", out var seq) ? seq.GetInt64() : null;

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _receiving;
        _socket.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[1 << 20];
        var used = 0;
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(used), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close) break;
                used += received.Count;
                if (!received.EndOfMessage) continue;
                if (buffer[used - 1] != (byte)'\n') WithoutNewline++;
                using var document = JsonDocument.Parse(buffer.AsMemory(0, used));
                _frames.Writer.TryWrite(document.RootElement.Clone());
                used = 0;
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server cut the connection; the frames until then stand.
        }

        _frames.Writer.TryComplete();
    }
}
