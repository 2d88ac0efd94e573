using System.Collections.Immutable;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Discovery;

/// <summary>A market that can be traded as far as its facts go.</summary>
/// <param name="Facts">What trading needs.</param>
/// <param name="Game">Its event's ticker, taken apart.</param>
/// <param name="Listed">What the venue said.</param>
public sealed record DiscoveredMarket(MarketFacts Facts, GameTicker Game, MarketInfo Listed)
{
    /// <summary>What it says of the game, for the matcher: the club's structured target and the venue's name of it.</summary>
    public VenueMarket Named => new(
        Facts.Ticker,
        Listed.CustomStrike.Where(strike => strike.Key.EndsWith("_team", StringComparison.Ordinal)).Select(strike => strike.Value).FirstOrDefault(),
        Listed.YesTitle.Length > 0 ? Listed.YesTitle : null);
}

/// <summary>A change of fees that lies ahead for a market that was found.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Fees">Type and multiplier from then on.</param>
/// <param name="At">When.</param>
public sealed record FeesAhead(Ticker Ticker, FeeSchedule Fees, Instant At);

/// <summary>What a round of discovery found.</summary>
/// <param name="Markets">Markets with all their facts, by ticker.</param>
/// <param name="FeesAhead">Scheduled fee changes of these, by time.</param>
/// <param name="Quarantined">Markets and events without facts, each with the reason; their bytes where they could not be read.</param>
/// <param name="FailedSeries">Series of which nothing is known this round, with the reason: their markets stand as before or not at all.</param>
public sealed record DiscoveryRound(
    ImmutableArray<DiscoveredMarket> Markets,
    ImmutableArray<FeesAhead> FeesAhead,
    ImmutableArray<QuarantinedRow> Quarantined,
    ImmutableArray<(SeriesTicker Series, string Reason)> FailedSeries);

/// <summary>
/// Finds the game markets of the configured series: series, then events, then markets without combos. Grid, status, close
/// time, shard and settlement timer are the market's own; fee type and multiplier are the series', with the event's override
/// and the scheduled changes that are due; sport, sides and outcomes come from the series' table, because no field of the
/// venue names them. A market that lacks one of these is quarantined, and the others go on.
/// </summary>
/// <param name="client">The venue.</param>
/// <param name="series">What is known of the series.</param>
/// <param name="teams">Clubs by league.</param>
public sealed class MarketDiscovery(KalshiRestClient client, SeriesCatalog series, TeamCatalog teams)
{
    /// <summary>Finds the markets of some series.</summary>
    /// <param name="wanted">The series.</param>
    /// <param name="status">Only markets of this status filter (open, unopened, …); null for all.</param>
    /// <param name="now">Scheduled fee changes up to now are in force.</param>
    /// <param name="cancellation">Gives up; the series not read by then are among the failed ones.</param>
    public async Task<DiscoveryRound> FindAsync(IReadOnlyCollection<SeriesTicker> wanted, string? status, Instant now, CancellationToken cancellation = default)
    {
        var markets = ImmutableArray.CreateBuilder<DiscoveredMarket>();
        var ahead = ImmutableArray.CreateBuilder<FeesAhead>();
        var quarantined = ImmutableArray.CreateBuilder<QuarantinedRow>();
        var failed = ImmutableArray.CreateBuilder<(SeriesTicker, string)>();
        var eventChanges = await client.GetAllEventFeeChangesAsync(cancellation).ConfigureAwait(false);
        foreach (var ticker in wanted)
        {
            var answers = await AskAsync(ticker, status, eventChanges, cancellation).ConfigureAwait(false);
            if (answers.Fault is { } fault)
            {
                failed.Add((ticker, fault));
                continue;
            }

            quarantined.AddRange(answers.Quarantined);
            foreach (var market in answers.Markets)
            {
                if (!MarketReading.TryFacts(market, answers, series, teams, now, out var found, out var changes, out var reason))
                {
                    quarantined.Add(new QuarantinedRow("market", market.Ticker.Value, reason, []));
                    continue;
                }

                markets.Add(found);
                ahead.AddRange(changes);
            }
        }

        markets.Sort(static (left, right) => left.Facts.Ticker.CompareTo(right.Facts.Ticker));
        ahead.Sort(static (left, right) => left.At.CompareTo(right.At));
        return new DiscoveryRound(markets.ToImmutable(), ahead.ToImmutable(), quarantined.ToImmutable(), failed.ToImmutable());
    }

    private async Task<SeriesAnswers> AskAsync(
        SeriesTicker ticker, string? status, ReadOutcome<Page<EventFeeChange>> eventChanges, CancellationToken cancellation)
    {
        if (series.Find(ticker) is null) return SeriesAnswers.Failed($"no facts of series {ticker}: its sport and sides are not known");
        if (eventChanges is not ReadOutcome<Page<EventFeeChange>>.Ok { Value: var changes }) return SeriesAnswers.Failed(Reason(eventChanges));
        // A change that cannot be read may concern any event.
        if (!changes.Quarantined.IsEmpty) return SeriesAnswers.Failed($"a scheduled fee change cannot be read: {changes.Quarantined[0]}");

        var info = client.GetSeriesAsync(ticker, cancellation);
        var scheduled = client.GetFeeChangesAsync(ticker, cancellation);
        var events = client.GetAllEventsAsync(new EventFilter(ticker, status), cancellation);
        var markets = client.GetAllMarketsAsync(new MarketFilter(ticker, Status: status), cancellation);
        await Task.WhenAll(info, scheduled, events, markets).ConfigureAwait(false);

        if (await info.ConfigureAwait(false) is not ReadOutcome<SeriesInfo>.Ok { Value: var read }) return SeriesAnswers.Failed(Reason(await info.ConfigureAwait(false)));
        if (await scheduled.ConfigureAwait(false) is not ReadOutcome<ImmutableArray<SeriesFeeChange>>.Ok { Value: var seriesChanges })
            return SeriesAnswers.Failed(Reason(await scheduled.ConfigureAwait(false)));
        if (await events.ConfigureAwait(false) is not ReadOutcome<Page<EventInfo>>.Ok { Value: var eventPage }) return SeriesAnswers.Failed(Reason(await events.ConfigureAwait(false)));
        if (await markets.ConfigureAwait(false) is not ReadOutcome<Page<MarketInfo>>.Ok { Value: var marketPage }) return SeriesAnswers.Failed(Reason(await markets.ConfigureAwait(false)));
        if (read.Ticker != ticker) return SeriesAnswers.Failed($"asked for series {ticker}, answered about {read.Ticker}");
        return new SeriesAnswers(
            null, read, [.. seriesChanges.Where(change => change.Series == ticker)],
            eventPage.Items.GroupBy(one => one.Ticker).ToImmutableDictionary(group => group.Key, group => group.First()),
            changes.Items.Where(change => change.Series == ticker).ToLookup(change => change.Event),
            marketPage.Items, [.. eventPage.Quarantined, .. marketPage.Quarantined]);
    }

    private static string Reason<T>(ReadOutcome<T> outcome) => outcome is ReadOutcome<T>.Failed failed ? failed.Reason : "";
}

/// <summary>What the venue said of one series.</summary>
internal sealed record SeriesAnswers(
    string? Fault,
    SeriesInfo? Series,
    ImmutableArray<SeriesFeeChange> SeriesChanges,
    ImmutableDictionary<EventTicker, EventInfo> Events,
    ILookup<EventTicker, EventFeeChange> EventChanges,
    ImmutableArray<MarketInfo> Markets,
    ImmutableArray<QuarantinedRow> Quarantined)
{
    public static SeriesAnswers Failed(string reason) =>
        new(reason, null, [], ImmutableDictionary<EventTicker, EventInfo>.Empty, Array.Empty<EventFeeChange>().ToLookup(change => change.Event), [], []);
}
