using System.Threading.Channels;
using KalshiArb.PaperExchange.Engine;
using Microsoft.AspNetCore.Http;

namespace KalshiArb.PaperExchange.Feeds;

/// <summary>
/// <c>GET /paper/feeds</c>: the odds and scores of the simulated evening, which are no part of the exchange's protocol, for a run
/// in another process. Lines of JSON: a clock, the games, then what is polled. Who reads too slowly loses the oldest.
/// </summary>
public static class FeedEndpoint
{
    private const int Waiting = 4_096;
    private static readonly byte[] _newLine = "\n"u8.ToArray();

    /// <summary>Serves until the reader goes away.</summary>
    public static async Task ServeAsync(HttpContext context, ExchangeEngine engine)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(engine);
        var lines = Channel.CreateBounded<FeedLine>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        void Show(EngineChanges changes)
        {
            foreach (var input in changes.Feeds)
                if (FeedLine.Of(input, changes.At) is { } line) lines.Writer.TryWrite(line);
        }

        context.Response.ContentType = "application/x-ndjson";
        engine.Changed += Show;
        try
        {
            var games = engine.Read(view => view.Events.Select(listed => FeedLine.Of(listed, view.Now)).ToArray());
            await SendAsync(context, new FeedLine(engine.Now.UnixMicros) { Speed = engine.Speed });
            foreach (var game in games) await SendAsync(context, game);
            await foreach (var line in lines.Reader.ReadAllAsync(context.RequestAborted)) await SendAsync(context, line);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The reader has gone.
        }
        finally
        {
            engine.Changed -= Show;
        }
    }

    private static async Task SendAsync(HttpContext context, FeedLine line)
    {
        await context.Response.Body.WriteAsync(line.Write(), context.RequestAborted);
        await context.Response.Body.WriteAsync(_newLine, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
