using System.Globalization;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Feeds.Polling;

/// <summary>One question to a source.</summary>
/// <param name="Uri">What is asked. May hold a key: it is never shown; <paramref name="Label"/> is.</param>
/// <param name="Label">How it is named in messages. Answers to one label are comparable: a validator of one is sent with the next.</param>
/// <param name="Lines">Whether the answer is JSON lines and not one JSON value, which decides what content types are taken.</param>
public sealed record FeedRequest(Uri Uri, string Label, bool Lines = false)
{
    /// <summary>Never the address: it may hold a key.</summary>
    public override string ToString() => Label;
}

/// <summary>What an answer says of itself.</summary>
/// <param name="Named">Header values by name, letter case ignored.</param>
public sealed record ReplyHeaders(IReadOnlyDictionary<string, string> Named)
{
    /// <summary>None.</summary>
    public static ReplyHeaders None { get; } = new(new Dictionary<string, string>());

    /// <summary>The value of a header; null when it is not there.</summary>
    public string? Find(string name) => Named.GetValueOrDefault(name);

    /// <summary>
    /// The source's own stamp: when the resource last changed (Last-Modified), else when the answer was made (Date; of an answer
    /// from a cache, when the origin made it). Null when neither is there.
    /// </summary>
    public Instant? Stamp => TimeOf("Last-Modified") ?? TimeOf("Date");

    /// <summary>How long the source asks to be left alone: seconds, or a date seen from its own Date or else ours; null for nothing that can be read.</summary>
    public TimeSpan? RetryAfter(Instant now)
    {
        if (Find("Retry-After") is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
        return Read(text) is { } at && at - (TimeOf("Date") ?? now) is var wait && wait > TimeSpan.Zero ? wait : null;
    }

    private Instant? TimeOf(string name) => Find(name) is { } text ? Read(text) : null;

    private static Instant? Read(string text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Instant.From(time) : null;
}

/// <summary>What came of a question.</summary>
public abstract record FeedReply
{
    private FeedReply()
    {
    }

    /// <summary>A whole answer.</summary>
    /// <param name="Body">Its bytes, decompressed.</param>
    /// <param name="Headers">What it says of itself.</param>
    public sealed record Answer(ReadOnlyMemory<byte> Body, ReplyHeaders Headers) : FeedReply;

    /// <summary>Nothing has changed since the last whole answer to the same label.</summary>
    /// <param name="Headers">What the answer says of itself.</param>
    public sealed record Unchanged(ReplyHeaders Headers) : FeedReply;

    /// <summary>No answer, or none that can be used. It is evidence of nothing.</summary>
    /// <param name="Reason">Why, without the address.</param>
    /// <param name="Status">The status when there was one.</param>
    /// <param name="Body">The beginning of an error's body, for the source's own decoder; empty when there is none.</param>
    /// <param name="Headers">What the answer says of itself.</param>
    public sealed record Failed(string Reason, int? Status, ReadOnlyMemory<byte> Body, ReplyHeaders Headers) : FeedReply;
}
