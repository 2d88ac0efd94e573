using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Odds.Lines;

/// <summary>
/// Odds as JSON lines, from an address whose answer is the state of all games now, or from a file to which a line is appended when a
/// game's prices change. In the first a game without a line has no open book; in the second a game keeps its last line, and that grows
/// old.
/// </summary>
public sealed class LinesLane : IPollLane, IRetellingLane
{
    /// <summary>How inputs name the feed.</summary>
    public const string Source = "lines";

    private const byte LineEnd = (byte)'\n';

    private readonly Uri _uri;
    private readonly bool _whole;
    private readonly TimeSpan _every;
    private readonly OddsInputs _inputs;
    private readonly Func<IReadOnlyList<VenueGame>> _games;
    private OddsPoll? _last;

    /// <summary>Makes a lane.</summary>
    /// <param name="uri">The address, or the file's.</param>
    /// <param name="whole">Whether an answer is the state of all games.</param>
    /// <param name="every">Time between looks.</param>
    /// <param name="teams">The clubs.</param>
    /// <param name="games">The venue's games as known now.</param>
    public LinesLane(Uri uri, bool whole, TimeSpan every, TeamCatalog teams, Func<IReadOnlyList<VenueGame>> games) =>
        (_uri, _whole, _every, _inputs, _games) = (uri, whole, every, new OddsInputs(teams, Source), games);

    /// <inheritdoc/>
    public string Name => _whole ? "http" : "file";

    /// <inheritdoc/>
    public FeedRequest? Ask(Instant now, out TimeSpan rest)
    {
        rest = default;
        return new FeedRequest(_uri, Name, Lines: true);
    }

    /// <inheritdoc/>
    public LaneResult Take(FeedRequest request, FeedReply reply, Instant receivedAt, Quarantine quarantine)
    {
        switch (reply)
        {
            case FeedReply.Failed failed:
                return new LaneResult.Useless(failed.Reason);
            case FeedReply.Unchanged when !_whole:
                return new LaneResult.Used([], _every);
            case FeedReply.Unchanged when _last is not null:
                return Used(_last with { ReceivedAt = receivedAt });
            case FeedReply.Answer answer:
                if (answer.Headers.Find(LineTail.SkippedHeader) is { } skipped) quarantine.Add(receivedAt, Name, $"{skipped} bytes passed over: the file grew too fast, or a line is too long");
                return TakeLines(answer.Body, receivedAt, quarantine);
            default:
                return new LaneResult.Useless("'not modified', and nothing is known");
        }
    }

    /// <inheritdoc/>
    public void TellAgain() => _inputs.TellAgain();

    private LaneResult TakeLines(ReadOnlyMemory<byte> body, Instant receivedAt, Quarantine quarantine)
    {
        var events = ImmutableArray.CreateBuilder<OddsEvent>();
        var number = 0;
        for (var rest = body; !rest.IsEmpty;)
        {
            var end = rest.Span.IndexOf(LineEnd);
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.IsEmpty && line.Span[^1] == (byte)'\r') line = line[..^1];
            number++;
            if (line.IsEmpty) continue;
            if (!OddsLine.TryRead(line, out var game, out var reason)) quarantine.Add(receivedAt, _whole ? $"line {number}" : "line", reason);
            else if (_whole && events.Any(other => other.Id == game.Id)) quarantine.Add(receivedAt, $"line {number}", $"game {game.Id} stands twice");
            else events.Add(game);
        }

        if (events.Count > OddsPoll.MaxEvents) return new LaneResult.Useless($"more than {OddsPoll.MaxEvents} games");
        if (_whole) return Used(_last = new OddsPoll(receivedAt, Source, events.ToImmutable()));
        var inputs = ImmutableArray.CreateBuilder<Input>();
        foreach (var game in events) inputs.AddRange(_inputs.Apply(new OddsPoll(receivedAt, $"{Source}/{game.Id}", [game]), _games()));
        // There may be more than one look could take.
        return new LaneResult.Used(inputs.ToImmutable(), body.Length >= LineTail.LookBytes / 2 ? TimeSpan.Zero : _every);
    }

    private LaneResult.Used Used(OddsPoll poll) => new(_inputs.Apply(poll, _games()), _every);
}
