using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.History;

/// <summary>Counts what was asked of the venue, and how often it was busy or broken.</summary>
internal sealed class RequestCount : IRestObserver
{
    private long _requests;
    private long _busy;
    private long _failed;

    /// <summary>Requests sent, repetitions included.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Of those, answered with 429.</summary>
    public long Busy => Interlocked.Read(ref _busy);

    /// <summary>Of those, answered with 500 and above, or not at all.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    void IRestObserver.UnknownField(string type, string field)
    {
    }

    void IRestObserver.Quarantined(QuarantinedRow row)
    {
    }

    void IRestObserver.VenueTime(Instant sentAt, Instant receivedAt, Instant venueTime, bool exact)
    {
    }

    void IRestObserver.Replied(string method, string route, int? status, TimeSpan took)
    {
        Interlocked.Increment(ref _requests);
        if (status == 429) Interlocked.Increment(ref _busy);
        if (status is null or >= 500) Interlocked.Increment(ref _failed);
    }
}
