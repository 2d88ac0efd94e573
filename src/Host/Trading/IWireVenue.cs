using KalshiArb.Domain.Ports;
using KalshiArb.Host.Control;
using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Discovery;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Trading;

/// <summary>The venue at the other end of the wire: the embedded exchange on loopback, or Kalshi's own.</summary>
internal interface IWireVenue : IAsyncDisposable
{
    /// <summary>As the operator knows it: paper, demo or live.</summary>
    string Mode { get; }

    /// <summary>One line about what is traded.</summary>
    string Description { get; }

    /// <summary>The REST API with its prefix.</summary>
    Uri RestUri { get; }

    /// <summary>The stream.</summary>
    Uri StreamUri { get; }

    /// <summary>Signs for it.</summary>
    IRequestSigner Signer { get; }

    /// <summary>Where another process of the owner finds the key, for a kill without this one; null where no order goes to the venue.</summary>
    KeyPlace? KeyPlace { get; }

    /// <summary>Whether the venue lives in this process.</summary>
    bool IsEmbedded => false;

    /// <summary>The venue's time. May be called from any thread.</summary>
    Instant Now { get; }

    /// <summary>Seconds of the venue in a second of real time; 1 but for the embedded exchange.</summary>
    double Speed { get; }

    /// <summary>Whether odds and scores of its games come with it; without them nothing is waited for.</summary>
    bool HasFeeds { get; }

    /// <summary>Whether orders may go to it; otherwise this run's clients write nothing, and orders are filled in this process.</summary>
    bool TakesOrders { get; }

    /// <summary>Faults put in on purpose, counted; empty where there are none.</summary>
    ImmutableArray<NamedCount> Faults { get; }

    /// <summary>Starts the feeds of odds and scores that come with the venue, about the games of these markets; a live venue has none.</summary>
    void StartFeeds(IInputSink sink, ImmutableArray<DiscoveredMarket> markets);
}
