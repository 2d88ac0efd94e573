using KalshiArb.Domain.Games;
using KalshiArb.Feeds.Matching;
using KalshiArb.Feeds.Reference;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Doctor;
using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Discovery;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Matching;

/// <summary>The venue's side of matching: from recordings, or asked of the venue of the mode.</summary>
internal static class VenueLook
{
    /// <summary>The games that some recordings are about. Throws <see cref="SessionRefusedException"/> when one cannot be read.</summary>
    public static VenueGames OfFiles(IEnumerable<string> files, ReferenceData reference)
    {
        var markets = new List<VenueMarket>();
        var events = new List<EventTicker>();
        foreach (var file in files)
            if (!VenueFile.TryRead(file, markets, events, out var reason)) throw new SessionRefusedException(ExitCode.Usage, reason);
        var (of, ofEvents) = (VenueGames.Of(markets, reference.Series, reference.Teams), VenueGames.OfEvents(events, reference.Series, reference.Teams));
        return new VenueGames([.. of.Games.Concat(ofEvents.Games).DistinctBy(g => g.Ticker.Event)], [.. of.Unread.Concat(ofEvents.Unread).Distinct()]);
    }

    /// <summary>The games of the venue's open markets. Throws <see cref="SessionRefusedException"/> when there is no venue, no key or no answer.</summary>
    public static async Task<VenueGames> AskAsync(EffectiveSettings settings, ReferenceData reference, Func<string, string?> environment, Func<Instant> clock, CancellationToken cancellation)
    {
        if (settings.Exchange.Hosts.Of(settings.Mode) is not { } hosts)
            throw new SessionRefusedException(ExitCode.Usage, $"mode {SettingsBinder.NameOf(settings.Mode)} has no venue to ask: name recordings with --markets, or another mode with --mode");
        var reading = VenueKey.Read(settings.Exchange, environment);
        if (reading is not KeyReading.Loaded loaded) throw new SessionRefusedException(ExitCode.Usage, $"no key for the venue: {((KeyReading.Refused)reading).Reason}");
        using var key = loaded.Key;
        using var client = new KalshiRestClient(new KalshiRestOptions { BaseUri = hosts.Rest, Signer = new RequestSigner(key, clock), Clock = clock, Subaccount = settings.Exchange.Subaccount });
        SeriesTicker[] series = [.. settings.Sports.Where(sport => sport.Enabled).Select(sport => sport.Series)];
        var round = await new MarketDiscovery(client, reference.Series, reference.Teams).FindAsync(series, "open", clock(), cancellation).ConfigureAwait(false);
        if (round.FailedSeries.Length == series.Length)
            throw new SessionRefusedException(ExitCode.Unreachable, $"the venue's markets could not be read: {round.FailedSeries[0].Reason}");
        var games = VenueGames.Of(round.Markets.Select(m => m.Named), reference.Series, reference.Teams);
        return games with
        {
            Unread =
            [
                .. games.Unread, .. round.Quarantined.Select(q => new UnreadEvent(q.Key ?? q.Type, q.Reason)),
                .. round.FailedSeries.Select(f => new UnreadEvent(f.Series.Value, f.Reason)),
            ],
        };
    }
}
