using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KalshiArb.PaperExchange.Stream;

/// <summary>
/// The WebSocket handshake (RFC 6455, permessage-deflate of RFC 7692 since 2026-09-24). It is done here instead of by ASP.NET's
/// middleware because only so the stream below is ours, into which pings with a body are put.
/// </summary>
internal static class WebSocketHandshake
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Answers 101 and gives the socket; null with 400 or 426 when the request is no such handshake.</summary>
    public static async Task<(WebSocket Socket, FrameStream Stream)?> AcceptAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true } || !string.Equals(headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "websocket";
            return null;
        }

        if (headers.SecWebSocketKey is not [{ Length: 24 } key] || headers.SecWebSocketVersion != "13")
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return null;
        }

        var deflate = AcceptsDeflate(headers.SecWebSocketExtensions);
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = AcceptKey(key);
        if (deflate) context.Response.Headers.SecWebSocketExtensions = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
        var stream = new FrameStream(await upgrade.UpgradeAsync());
        var socket = WebSocket.CreateFromStream(
            stream,
            new WebSocketCreationOptions
            {
                IsServer = true,
                KeepAliveInterval = TimeSpan.Zero,
                DangerousDeflateOptions = deflate ? new WebSocketDeflateOptions { ClientContextTakeover = false, ServerContextTakeover = false } : null,
            });
        return (socket, stream);
    }

    /// <summary>An offer is taken when it leaves the server's window alone, which is not ours to choose.</summary>
    private static bool AcceptsDeflate(IEnumerable<string?> offers)
    {
        foreach (var header in offers)
        {
            foreach (var offer in (header ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (offer.StartsWith("permessage-deflate", StringComparison.Ordinal) && !offer.Contains("server_max_window_bits", StringComparison.Ordinal)) return true;
            }
        }

        return false;
    }

    private static string AcceptKey(string key)
    {
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1; it proves the handshake was understood, it protects nothing.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350
    }
}
