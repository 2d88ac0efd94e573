using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KalshiArb.PaperExchange.Faults;

/// <summary>
/// <c>/paper/faults</c>: GET shows the seed, the faults in force and how often each kind has struck; POST arms one fault, or
/// several as <c>{"faults":[…]}</c>, all or none of them; DELETE ends all, or those of <c>?kind=</c>. Each answers with the same state.
/// </summary>
public static class FaultEndpoint
{
    private const int MaxBody = 64 * 1_024;

    /// <summary>Answers a request: 200 with the state, 400 with the reason, or 405.</summary>
    public static async Task ServeAsync(HttpContext context, FaultBoard board)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(board);
        var refusal = context.Request.Method switch
        {
            "GET" => null,
            "POST" => await ArmAsync(context, board),
            "DELETE" => Clear(context, board),
            _ => "",
        };
        if (refusal is not null)
        {
            context.Response.StatusCode = refusal.Length == 0 ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["msg"] = refusal }, context.RequestAborted);
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(State(board), context.RequestAborted);
    }

    private static string? Clear(HttpContext context, FaultBoard board)
    {
        if (context.Request.Query["kind"] is not [{ } name])
        {
            board.Clear();
            return null;
        }

        if (!FaultSpec.TryParseKind(name, out var kind)) return $"there is no fault {name}";
        board.Clear(kind);
        return null;
    }

    private static async Task<string?> ArmAsync(HttpContext context, FaultBoard board)
    {
        if (context.Request.ContentLength > MaxBody) return "the body is too long";
        var specs = new List<FaultSpec>();
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, new JsonDocumentOptions { MaxDepth = 8 }, context.RequestAborted);
            var root = body.RootElement;
            var isList = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("faults"u8, out var list) && list.ValueKind == JsonValueKind.Array;
            foreach (var item in isList ? root.GetProperty("faults"u8).EnumerateArray().ToArray() : [root])
            {
                if (!FaultSpec.TryRead(item, out var spec, out var reason)) return reason;
                specs.Add(spec);
            }
        }
        catch (JsonException)
        {
            return "the body is not JSON";
        }

        if (board.Specs.Length + specs.Count > FaultBoard.MaxArmed) return $"at most {FaultBoard.MaxArmed} faults at a time";
        foreach (var spec in specs) board.Arm(spec);
        return null;
    }

    private static ReadOnlyMemory<byte> State(FaultBoard board)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("seed"u8, board.Seed);
        writer.WriteStartArray("faults"u8);
        foreach (var spec in board.Specs)
        {
            writer.WriteStartObject();
            spec.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("injected"u8);
        foreach (var kind in Enum.GetValues<FaultKind>()) writer.WriteNumber(FaultSpec.NameOf(kind), board.Struck(kind));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
