using System.Text.Json;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>The venue's own file, read by nobody's code but this.</summary>
internal static class VenueFile
{
    public static string PathOf(string state) => Path.Combine(state, "venue", "orders.jsonl");

    /// <summary>Every whole line; a line that is being written is left out.</summary>
    public static IReadOnlyList<VenueEntry> Read(string state)
    {
        using var file = new FileStream(PathOf(state), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Parse)];
    }

    /// <summary>Waits until the venue has accepted another order than those it had at the call.</summary>
    public static async Task NextAcceptedAsync(string state, Func<bool> gone)
    {
        // Only what is appended is read: the answer to the order is on its way for a moment only.
        using var file = new FileStream(PathOf(state), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(0, SeekOrigin.End);
        var bytes = new byte[1 << 16];
        await Until.SomeAsync(() =>
        {
            if (gone()) throw new InvalidOperationException("the service ended");
            var read = file.Read(bytes);
            return Task.FromResult(bytes.AsSpan(0, read).IndexOf("\"accepted\""u8) >= 0 ? "accepted" : null);
        });
    }

    public static VenueEntry Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new VenueEntry(
            root.GetProperty("kind").GetString()!, root.GetProperty("at").GetInt64(),
            root.TryGetProperty("client", out var client) ? client.GetString() : null,
            root.TryGetProperty("order", out var order) ? order.GetString() : null);
    }
}

/// <summary>One line of the venue's file.</summary>
internal sealed record VenueEntry(string Kind, long AtMicros, string? Client, string? Order);

/// <summary>Waits for conditions.</summary>
internal static class Until
{
    /// <summary>Asks until there is something; fails after a limit.</summary>
    public static async Task<T> SomeAsync<T>(Func<Task<T?>> ask, TimeSpan? patience = null)
        where T : class
    {
        using var limit = new CancellationTokenSource(patience ?? Kalshiarb.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (true)
        {
            if (await ask() is { } some) return some;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
