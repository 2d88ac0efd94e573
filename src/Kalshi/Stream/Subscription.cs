using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Kalshi.Stream;

/// <summary>One channel, for everything or for the markets of a group: what the venue was told, and what is under way.</summary>
internal sealed class Subscription(StreamChannel channel, MarketGroup? group)
{
    public StreamChannel Channel { get; } = channel;

    public MarketGroup? Group { get; } = group;

    /// <summary>The venue's number; null before it is confirmed, and again when it is lost or being replaced.</summary>
    public long? Sid { get; set; }

    /// <summary>A subscription that goes on until the one that replaces it is confirmed.</summary>
    public long? OldSid { get; set; }

    /// <summary>The command that made it.</summary>
    public long OriginId { get; set; }

    /// <summary>The markets that the venue has confirmed.</summary>
    public HashSet<Ticker> Actual { get; } = [];

    /// <summary>The one command under way.</summary>
    public PendingCommand? Pending { get; set; }

    public Instant NotBefore { get; set; }

    public int Failures { get; set; }

    /// <summary>Markets of one command at most: halved while the venue refuses, so that one bad ticker is found.</summary>
    public int BatchLimit { get; set; } = int.MaxValue;

    /// <summary>Whether the confirmed markets were the wanted ones when last compared.</summary>
    public bool InStep { get; set; }

    public bool IsPrivate => Channel is StreamChannel.Fills or StreamChannel.UserOrders or StreamChannel.Positions or StreamChannel.OrderGroups;

    /// <summary>A new connection knows nothing of the last.</summary>
    public void Reset()
    {
        (Sid, OldSid, OriginId, Pending, NotBefore, Failures, BatchLimit) = (null, null, 0, null, Instant.Never, 0, int.MaxValue);
        Forget();
    }

    /// <summary>The venue holds no market of it.</summary>
    public void Forget()
    {
        Actual.Clear();
        InStep = false;
    }

    public void Failed(Instant now, TimeSpan first, TimeSpan most)
    {
        Failures = Math.Min(Failures + 1, 16);
        var wait = TimeSpan.FromTicks(Math.Min(first.Ticks << (Failures - 1), most.Ticks));
        NotBefore = now + wait;
    }
}

/// <summary>Markets that share a subscription of books and one of tickers.</summary>
internal sealed class MarketGroup
{
    public MarketGroup(int capacity)
    {
        Capacity = capacity;
        Books = new Subscription(StreamChannel.OrderBook, this);
        Volumes = new Subscription(StreamChannel.Ticker, this);
    }

    public int Capacity { get; set; }

    public SortedSet<Ticker> Desired { get; } = [];

    /// <summary>Books that need a snapshot, and from when on it may be asked for.</summary>
    public Dictionary<Ticker, Instant> SnapshotsWanted { get; } = [];

    /// <summary>Other markets are wanted than before.</summary>
    public void Changed() => Books.InStep = Volumes.InStep = false;

    public Subscription Books { get; }

    public Subscription Volumes { get; }
}

/// <summary>A command that was sent and not answered.</summary>
internal sealed record PendingCommand(long Id, CommandKind Kind, Subscription? Subscription, Ticker[] Tickers, Instant SentAt)
{
    /// <summary>Markets whose snapshot is still to come.</summary>
    public HashSet<Ticker> Awaiting { get; } = Kind == CommandKind.Snapshot ? [.. Tickers] : [];
}

/// <summary>What came of an answer or of a time-out, to be acted upon by the stream.</summary>
internal abstract record SubscriptionEvent
{
    /// <summary>A subscription is no more; what it carried was lost.</summary>
    public sealed record Lost(long Sid, bool IsPrivate, string Reason) : SubscriptionEvent;

    /// <summary>The connection cannot be trusted any more.</summary>
    public sealed record Distrusted(string Reason) : SubscriptionEvent;

    /// <summary>The venue does not give a market.</summary>
    public sealed record Refused(Ticker Ticker, string Reason) : SubscriptionEvent;

    /// <summary>All private channels are confirmed.</summary>
    public sealed record PrivateConfirmed : SubscriptionEvent;

    /// <summary>For an operator.</summary>
    public sealed record Report(string Text) : SubscriptionEvent;
}
