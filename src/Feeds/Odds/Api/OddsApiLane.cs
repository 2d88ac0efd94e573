using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Odds.Api;

/// <summary>One league at The Odds API: its schedule while nothing is near, its odds while something is, nothing without a market at the venue.</summary>
public sealed class OddsApiLane : IPollLane, IRetellingLane
{
    private static readonly TimeSpan HeldRest = TimeSpan.FromSeconds(5);

    private readonly OddsApiTerms _terms;
    private readonly OddsApiAccount _account;
    private readonly OddsInputs _inputs;
    private readonly Func<IReadOnlyList<VenueGame>> _games;
    private readonly Sport _sport;
    private ImmutableArray<ScheduledGame> _schedule;
    private Instant _scheduleAt = Instant.Never;
    private Instant _oddsAt = Instant.Never;
    private OddsPoll? _last;

    /// <summary>Makes a lane.</summary>
    /// <param name="sport">The league; one that the feed has.</param>
    /// <param name="terms">How it is asked.</param>
    /// <param name="account">What may be spent.</param>
    /// <param name="inputs">Joins of this lane alone.</param>
    /// <param name="games">The venue's games as known now.</param>
    public OddsApiLane(Sport sport, OddsApiTerms terms, OddsApiAccount account, OddsInputs inputs, Func<IReadOnlyList<VenueGame>> games)
    {
        (_sport, _terms, _account, _inputs, _games) = (sport, terms, account, inputs, games);
        Name = OddsApiSports.KeyOf(sport) ?? throw new ArgumentException($"{sport} is no league of the feed.", nameof(sport));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public FeedRequest? Ask(Instant now, out TimeSpan rest)
    {
        rest = HeldRest;
        if (_account.Refused is not null || !_account.IsInSeason(Name)) return null;
        // Nothing that the venue trades needs no odds.
        if (!_games().Any(game => game.Sport == _sport)) return null;
        var (ask, at) = OddsPlan.Next(now, _schedule, _scheduleAt, _oddsAt, _terms);
        if (at > now)
        {
            rest = at - now;
            return null;
        }

        if (ask == OddsQuestion.Schedule) return new FeedRequest(_account.AddressOf($"/v4/sports/{Name}/events", "dateFormat=iso"), $"{Name}/events");
        if (_account.WhyNot is not null) return null;
        _oddsAt = now;
        return new FeedRequest(_account.AddressOf($"/v4/sports/{Name}/odds", _terms.OddsQuery), OddsLabel);
    }

    /// <inheritdoc/>
    public LaneResult Take(FeedRequest request, FeedReply reply, Instant receivedAt, Quarantine quarantine)
    {
        var odds = request.Label == OddsLabel;
        _account.See(reply, odds ? _terms.Cost : 0, receivedAt, quarantine);
        if (reply is FeedReply.Failed failed) return _account.Useless(failed);
        var faults = new FaultLog();
        var result = odds ? TakeOdds(reply, receivedAt, faults) : TakeSchedule(reply, receivedAt, faults);
        quarantine.Add(receivedAt, faults);
        return result;
    }

    /// <inheritdoc/>
    public void TellAgain() => _inputs.TellAgain();

    private string OddsLabel => $"{Name}/odds";

    private LaneResult TakeSchedule(FeedReply reply, Instant receivedAt, FaultLog faults)
    {
        if (reply is FeedReply.Answer answer)
        {
            if (!OddsApiSchedule.TryEvents(answer.Body, Name, Name, faults, out var games, out var reason)) return new LaneResult.Useless(reason);
            _schedule = games;
        }

        _scheduleAt = receivedAt;
        return new LaneResult.Used([], Wait(receivedAt));
    }

    private LaneResult TakeOdds(FeedReply reply, Instant receivedAt, FaultLog faults)
    {
        if (reply is FeedReply.Answer answer)
        {
            if (!OddsApiDecoder.TryDecode(answer.Body, receivedAt, Name, _terms.Format, Name, faults, out var poll, out var reason)) return new LaneResult.Useless(reason);
            _last = poll;
            Reschedule(poll);
        }
        else if (_last is not null)
        {
            _last = _last with { ReceivedAt = receivedAt };
        }
        else
        {
            return new LaneResult.Useless("'not modified', and nothing is known");
        }

        return new LaneResult.Used(_inputs.Apply(_last, _games()), Wait(receivedAt));
    }

    /// <summary>Starts move: what the odds say of them is newer than the schedule.</summary>
    private void Reschedule(OddsPoll poll)
    {
        if (_schedule.IsDefault) return;
        var starts = poll.Events.ToDictionary(item => item.Id, item => item.CommenceTime, StringComparer.Ordinal);
        _schedule = [.. _schedule.Select(game => starts.TryGetValue(game.Id, out var start) ? game with { CommenceTime = start } : game)];
    }

    private TimeSpan Wait(Instant now) => OddsPlan.Next(now, _schedule, _scheduleAt, _oddsAt, _terms).At - now;
}
