using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>
/// How far back the live lists reach (API reference, historical tier: about three months). Markets that settled before the cutoff, their candles, and
/// trades before it are in the historical lists alone; it moves on the hour. The account's own orders and fills stay in the live lists.
/// </summary>
/// <param name="length">How long a market stays after it settled.</param>
internal sealed class LiveWindow(TimeSpan length)
{
    private const long HourMicros = 3_600_000_000;

    public Instant Cutoff(ExchangeView view) => Cutoff(view.Now);

    public Instant Cutoff(Instant now) => Instant.FromUnixMicros((now - length).UnixMicros / HourMicros * HourMicros);

    public bool IsArchived(ExchangeView view, ListedMarket market) => view.Memory(market.Index).SettledAt is { } settled && settled < Cutoff(view);

    /// <summary>A market of the live lists; null when it is not listed or archived.</summary>
    public ListedMarket? Find(ExchangeView view, string ticker) => view.FindMarket(ticker) is { } market && !IsArchived(view, market) ? market : null;
}
