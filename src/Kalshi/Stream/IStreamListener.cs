using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Kalshi.Stream;

/// <summary>
/// Who is told what the stream has to say beside inputs. Called in order, from the stream's threads, never from two at once; must
/// return at once and may call the stream.
/// </summary>
public interface IStreamListener
{
    /// <summary>
    /// The private channels of a connection are confirmed: whatever happened before came on no channel, so the account is to be
    /// listed now. Called once for each time they had to be subscribed.
    /// </summary>
    void PrivateChannelsConfirmed();

    /// <summary>A private frame was lost or could not be read; such channels carry no numbers, so the account is to be listed.</summary>
    void AccountDoubted(string reason);

    /// <summary>Something about markets, events, fees, positions or groups.</summary>
    void Noticed(StreamNotice notice);

    /// <summary>The venue does not give this market; it is followed no more until it is added again.</summary>
    void MarketRefused(Ticker ticker, string reason);

    /// <summary>For an operator: connections made and lost, refusals, shapes that are not known.</summary>
    void Reported(string text);
}

/// <summary>How the stream stands.</summary>
/// <param name="Connected">Whether a connection is open.</param>
/// <param name="PrivateConfirmed">Whether its private channels are confirmed.</param>
/// <param name="Connections">Connections made so far.</param>
/// <param name="Frames">Frames received over all connections.</param>
/// <param name="Quarantined">Frames that could not be read.</param>
/// <param name="UnknownFields">Fields that the decoder does not know.</param>
/// <param name="UnknownTypes">Frames of types that it does not know.</param>
/// <param name="Dropped">Inputs lost because the sink was full.</param>
/// <param name="OtherSubaccounts">Private frames about other subaccounts, passed over.</param>
/// <param name="Markets">Markets followed.</param>
/// <param name="LastFrameAt">When anything was last heard.</param>
public sealed record StreamStatus(
    bool Connected,
    bool PrivateConfirmed,
    long Connections,
    long Frames,
    long Quarantined,
    long UnknownFields,
    long UnknownTypes,
    long Dropped,
    long OtherSubaccounts,
    int Markets,
    Instant LastFrameAt);
