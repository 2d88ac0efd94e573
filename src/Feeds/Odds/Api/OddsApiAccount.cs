using System.Collections.Immutable;
using System.Globalization;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Odds.Api;

/// <summary>
/// The account at The Odds API and the lane that looks after it: at the start and now and then it asks for the sports in season, which
/// is free and says whether the key is good and what is left. The leagues' lanes spend only what it allows. Used by its source's loop;
/// what it shows may be read from any thread.
/// </summary>
public sealed class OddsApiAccount : IPollLane
{
    private const string Label = "sports";
    private static readonly TimeSpan RefusedWait = TimeSpan.FromMinutes(10);

    private readonly OddsApiTerms _terms;
    private readonly FeedSecret _key;
    private readonly IFeedObserver _observer;
    private volatile OddsQuota _quota = OddsQuota.Unknown;
    private volatile string? _refused;
    private volatile ImmutableHashSet<string>? _inSeason;
    private bool _warned;
    private bool _stopped;

    /// <summary>An account of which nothing is known yet.</summary>
    public OddsApiAccount(OddsApiTerms terms, FeedSecret key, IFeedObserver observer) => (_terms, _key, _observer) = (terms, key, observer);

    /// <inheritdoc/>
    public string Name => "account";

    /// <summary>What is left.</summary>
    public OddsQuota Quota => _quota;

    /// <summary>Why the key is not taken; null while it is, or was not tried.</summary>
    public string? Refused => _refused;

    /// <summary>Why nothing may be asked that costs; null when it may.</summary>
    public string? WhyNot =>
        _refused is { } refused ? $"key refused: {refused}"
        : _inSeason is null ? "the account has not answered yet"
        : _quota.Remaining is not { } left ? "the account does not say what is left"
        : !_quota.MaySpend(_terms.Cost, _terms.Reserve) ? $"stopped at the reserve: {OddsApiTerms.Text(left)} credits left, {OddsApiTerms.Text(_terms.Reserve)} kept back"
        : null;

    /// <summary>Whether a league is in season, as far as is known.</summary>
    public bool IsInSeason(string sportKey) => _inSeason is null || _inSeason.Contains(sportKey);

    /// <summary>The account in a line, and whether it holds everything back.</summary>
    public (bool Held, string Note) Note(Instant now)
    {
        var quota = _quota;
        if (WhyNot is { } why) return (_inSeason is not null || _refused is not null, why);
        var burn = quota.BurnPerHour(now);
        var hours = quota.HoursLeft(now, _terms.Reserve);
        return (false, string.Create(
            CultureInfo.InvariantCulture,
            $"{quota.Remaining:N0} credits left{(burn is { } rate ? $", {rate:0.#} an hour" : "")}{(hours is { } left ? $", {left:0.#} h to the reserve of {_terms.Reserve:N0}" : "")}"));
    }

    /// <inheritdoc/>
    public FeedRequest? Ask(Instant now, out TimeSpan rest)
    {
        rest = default;
        return new FeedRequest(AddressOf("/v4/sports", ""), Label);
    }

    /// <inheritdoc/>
    public LaneResult Take(FeedRequest request, FeedReply reply, Instant receivedAt, Quarantine quarantine)
    {
        See(reply, charged: 0, receivedAt, quarantine);
        if (reply is FeedReply.Failed failed) return Useless(failed);
        if (reply is FeedReply.Answer answer)
        {
            var faults = new FaultLog();
            var read = OddsApiSchedule.TrySports(answer.Body, Label, faults, out var keys, out var reason);
            quarantine.Add(receivedAt, faults);
            if (!read) return new LaneResult.Useless(reason);
            _inSeason = keys;
        }

        _refused = null;
        LookAtQuota(receivedAt);
        return new LaneResult.Used([], _terms.AccountPoll);
    }

    /// <summary>An address with the key in it.</summary>
    internal Uri AddressOf(string path, string query) =>
        new(_terms.Root, $"{path}?{query}{(query.Length > 0 ? "&" : "")}apiKey={_key.ForQuery()}");

    /// <summary>Takes note of what an answer, also a failure, says of the account.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="charged">What the question cost if it was answered.</param>
    /// <param name="receivedAt">When.</param>
    /// <param name="quarantine">Where headers that do not read go.</param>
    internal void See(FeedReply reply, int charged, Instant receivedAt, Quarantine quarantine)
    {
        var headers = reply switch
        {
            FeedReply.Answer answer => answer.Headers,
            FeedReply.Unchanged unchanged => unchanged.Headers,
            FeedReply.Failed failed => failed.Headers,
            _ => ReplyHeaders.None,
        };
        var seen = _quota.Observe(headers, receivedAt, out var fault);
        if (fault is not null) quarantine.Add(receivedAt, "quota", fault);
        // Whether a question without an answer was charged is not known: it is taken as charged.
        _quota = headers.Find("x-requests-remaining") is not null && fault is null ? seen : charged > 0 && reply is not FeedReply.Failed { Status: not null } ? seen.Charged(charged) : seen;
        if (charged > 0) LookAtQuota(receivedAt);
    }

    /// <summary>A failure's consequence: a key that is not taken stops everything until the account's lane finds it taken again.</summary>
    internal LaneResult.Useless Useless(FeedReply.Failed failed)
    {
        var code = OddsApiSchedule.ErrorCode(failed.Body);
        var reason = code is null ? failed.Reason : $"{failed.Reason} {code}";
        if (failed.Status is not (401 or 403)) return new LaneResult.Useless(reason);
        if (code == "OUT_OF_USAGE_CREDITS")
        {
            _quota = _quota with { Remaining = 0 };
            if (!_stopped) _observer.Alert("odds-api: the account has no credits left; no odds are asked for");
            _stopped = true;
        }
        else
        {
            if (_refused is null) _observer.Alert($"odds-api: the key is refused ({reason}); no odds are asked for");
            _refused = reason;
        }

        return new LaneResult.Useless(reason, RefusedWait);
    }

    private void LookAtQuota(Instant now)
    {
        var quota = _quota;
        var stopped = !quota.MaySpend(_terms.Cost, _terms.Reserve);
        if (stopped && !_stopped) _observer.Alert($"odds-api: {WhyNot}; no odds are asked for");
        if (!stopped && _stopped) _observer.Alert($"odds-api: {OddsApiTerms.Text(quota.Remaining ?? 0)} credits left: odds are asked for again");
        _stopped = stopped;
        var low = !stopped && quota.HoursLeft(now, _terms.Reserve) is { } hours && hours < _terms.WarnBelow.TotalHours;
        if (low && !_warned) _observer.Alert("odds-api: " + Note(now).Note);
        _warned = low;
    }
}
