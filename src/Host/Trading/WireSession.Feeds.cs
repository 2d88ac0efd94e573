using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>Feeds from outside this process, which begin when markets are known and end with the wire.</summary>
internal sealed partial class WireSession
{
    private FeedEdges? _feeds;

    /// <summary>The embedded exchange's time is its own, and its games are nobody else's: it keeps to its own odds and scores.</summary>
    private void PrepareFeeds() => _feeds = _venue.IsEmbedded ? null : FeedEdges.Prepare(_request.Settings.Feeds);

    private void StartFeeds()
    {
        _feeds?.Start(_sink, () => _venue.Now, _observer, () => _directory!.Known, _venue.RestUri, unchecked((int)_request.Settings.Paper.Seed + _run));
        if (_feeds is null && !_venue.HasFeeds)
            _observer.Report(new SessionLine.Alert(_venue.Now, "FEEDS", "no feed of odds or scores is on (feeds in the configuration): nothing will be entered; orders and positions that are there are managed"));
    }
}
