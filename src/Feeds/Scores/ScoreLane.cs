using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Scores;

/// <summary>Reads one source's board.</summary>
/// <param name="json">UTF-8.</param>
/// <param name="where">Names it in faults.</param>
/// <param name="faults">Where games that do not read are noted.</param>
/// <param name="games">Its games.</param>
/// <param name="reason">Why it is no board.</param>
public delegate bool BoardDecoder(ReadOnlyMemory<byte> json, string where, FaultLog faults, out ImmutableArray<ScoreGame> games, out string reason);

/// <summary>
/// One league's board at one source. A primary is always asked; a fallback only while it is believed. A board that is older than one
/// that was heard (another edge of the source's network) is not used.
/// </summary>
public sealed class ScoreLane : IPollLane, IRetellingLane
{
    /// <summary>After so many older boards in a row the source's clock was set back: they are believed again.</summary>
    public const int OlderInRow = 5;

    private static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NoGames = TimeSpan.FromSeconds(30);

    private readonly ScoreDesk _desk;
    private readonly Uri _uri;
    private readonly bool _isFallback;
    private readonly BoardDecoder _decode;
    private readonly ScoreInputs _inputs;
    private readonly ScoreTerms _terms;
    private ScoreBoard? _last;
    private int _older;

    /// <summary>Makes a lane.</summary>
    /// <param name="desk">Its league.</param>
    /// <param name="uri">Where the board is.</param>
    /// <param name="isFallback">Its part at the desk.</param>
    /// <param name="decode">Reads the board.</param>
    /// <param name="teams">The clubs.</param>
    /// <param name="terms">How often.</param>
    public ScoreLane(ScoreDesk desk, Uri uri, bool isFallback, BoardDecoder decode, TeamCatalog teams, ScoreTerms terms) =>
        (_desk, _uri, _isFallback, _decode, _inputs, _terms) = (desk, uri, isFallback, decode, new ScoreInputs(teams), terms);

    /// <inheritdoc/>
    public string Name => _desk.Sport.ToString();

    /// <inheritdoc/>
    public FeedRequest? Ask(Instant now, out TimeSpan rest)
    {
        rest = _isFallback && !_desk.OnFallback ? StandBy : NoGames;
        if (_isFallback && !_desk.OnFallback) return null;
        return _desk.Games.Any(game => game.Sport == _desk.Sport) ? new FeedRequest(_uri, Name) : null;
    }

    /// <inheritdoc/>
    public LaneResult Take(FeedRequest request, FeedReply reply, Instant receivedAt, Quarantine quarantine)
    {
        var result = Read(reply, receivedAt, quarantine);
        if (!_isFallback) _desk.Heard(result is LaneResult.Used);
        // One source is believed at a time: what the other says is not told.
        return result is LaneResult.Used used && !_desk.Believes(_isFallback) ? used with { Inputs = [] } : result;
    }

    /// <inheritdoc/>
    public void TellAgain() => _inputs.TellAgain();

    private LaneResult Read(FeedReply reply, Instant receivedAt, Quarantine quarantine)
    {
        switch (reply)
        {
            case FeedReply.Failed failed:
                return new LaneResult.Useless(failed.Reason);
            case FeedReply.Unchanged when _last is not null:
                // The score is confirmed as of now; its own stamp stays.
                return Use(_last with { ReceivedAt = receivedAt });
            case FeedReply.Answer answer:
                var faults = new FaultLog();
                var read = _decode(answer.Body, Name, faults, out var games, out var reason);
                quarantine.Add(receivedAt, faults);
                if (!read) return new LaneResult.Useless(reason);
                if (answer.Headers.Stamp is not { } stamp) return new LaneResult.Useless("neither Last-Modified nor Date: nobody can say how old it is");
                if (_last is not null && stamp < _last.Stamp && ++_older < OlderInRow) return new LaneResult.Useless("older than what was heard before");
                return Use(new ScoreBoard(receivedAt, stamp, games));
            default:
                return new LaneResult.Useless("'not modified', and nothing is known");
        }
    }

    private LaneResult.Used Use(ScoreBoard board)
    {
        (_last, _older) = (board, 0);
        return new LaneResult.Used(_inputs.Apply(board, _desk.Games), ScorePlan.Wait(board.ReceivedAt, board.Games, _terms));
    }
}
