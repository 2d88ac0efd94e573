using KalshiArb.Domain.Ports;

namespace KalshiArb.PaperExchange.Stream;

/// <summary>
/// Where the stream gets what it shows: the engine, or a recording. Reads and notifications happen one at a time under the
/// world's own lock, so that a snapshot and the deltas after it fit together.
/// </summary>
internal interface IStreamWorld
{
    /// <summary>Called under the lock, in order, after everything that happened. A handler must not block.</summary>
    event Action<IReadOnlyList<StreamChange>>? Changed;

    /// <summary>The account's user_id.</summary>
    string UserId { get; }

    /// <summary>Reads under the lock. What has happened by then was notified before.</summary>
    T Read<T>(Func<IStreamView, T> read);
}

/// <summary>The world as it stands; valid only inside <see cref="IStreamWorld.Read{T}"/> or a notification.</summary>
internal interface IStreamView
{
    /// <summary>Market time.</summary>
    Instant Now { get; }

    /// <summary>Every market, in the order of listing.</summary>
    IReadOnlyList<Ticker> Markets { get; }

    /// <summary>Whether a market is listed.</summary>
    bool IsListed(Ticker market);

    /// <summary>A listed market's market_id.</summary>
    string MarketId(Ticker market);

    /// <summary>A ladder on its own scale, best last as the venue sends it. The market is listed.</summary>
    ImmutableArray<BookLevel> Levels(Ticker market, Outcome ladder);

    /// <summary>What the ticker channel shows of a listed market.</summary>
    TickerState TickerOf(Ticker market);
}

/// <summary>A row of the ticker channel; a missing level means an empty side.</summary>
/// <param name="Bid">Highest YES bid.</param>
/// <param name="Ask">Lowest YES ask, as a YES price.</param>
/// <param name="Last">Price of the last trade; null before the first.</param>
/// <param name="LastCount">Contracts of the last trade.</param>
/// <param name="Volume">Contracts traded.</param>
/// <param name="OpenInterest">Open pairs.</param>
internal readonly record struct TickerState(BookLevel? Bid, BookLevel? Ask, Price? Last, Quantity LastCount, Quantity Volume, Quantity OpenInterest);
