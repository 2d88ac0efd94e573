namespace KalshiArb.PaperExchange.Stream;

// What happened, turned into the frames of the subscriptions that want them; under the world's lock.
internal sealed partial class StreamConnection
{
    /// <summary>Shows one change. Private frames may be held back for a while.</summary>
    public void Show(StreamChange change, IStreamView view, TimeSpan privateDelay)
    {
        foreach (var subscription in Snapshot())
        {
            if (subscription.HasEnded) continue;
            if (FrameOf(subscription, change, view) is { } frame) Emit(subscription, frame, subscription.Channel.IsPrivate ? privateDelay : TimeSpan.Zero);
        }
    }

    /// <summary>Shows a row of the ticker channel.</summary>
    public void ShowTicker(Ticker market, in TickerState state, IStreamView view)
    {
        foreach (var subscription in Snapshot())
        {
            if (subscription.Channel == StreamChannel.Ticker && subscription.Wants(market))
                Emit(subscription, _hub.Frames.Ticker(subscription.Sid, market, view.MarketId(market), state, view.Now), TimeSpan.Zero);
        }
    }

    // A subscription may end while a change is shown, so the list is not the one that changes.
    private Subscription[] Snapshot() => _all ??= [.. _subscriptions.Values];

    private byte[]? FrameOf(Subscription subscription, StreamChange change, IStreamView view)
    {
        var (frames, sid, channel) = (_hub.Frames, subscription.Sid, subscription.Channel);
        return change switch
        {
            StreamChange.Level level when channel == StreamChannel.OrderBook && subscription.Wants(level.Market) =>
                frames.Delta(sid, subscription.NextSeq(), level, view.MarketId(level.Market), subscription.UseYesPrice),
            StreamChange.Trade trade when channel == StreamChannel.Trade && subscription.Wants(trade.Market) =>
                frames.Trade(sid, subscription.NextSeq(), trade),
            StreamChange.Fill fill when channel == StreamChannel.Fill && subscription.Wants(fill.State.Market) => frames.Fill(sid, fill.State),
            StreamChange.Order order when channel == StreamChannel.UserOrders && subscription.Wants(order.State.Market) =>
                frames.UserOrder(sid, _hub.UserId, order.State),
            StreamChange.Position position when channel == StreamChannel.Positions && subscription.Wants(position.State.Market) =>
                frames.MarketPosition(sid, _hub.UserId, position.State),
            StreamChange.Group group when channel == StreamChannel.Groups => frames.GroupUpdate(sid, subscription.NextSeq(), group),
            StreamChange.Lifecycle life when channel == StreamChannel.Lifecycle => frames.Lifecycle(sid, subscription.NextSeq(), life.State, life.At),
            StreamChange.EventListed listed when channel == StreamChannel.Lifecycle => frames.EventListed(sid, subscription.NextSeq(), listed.State),
            StreamChange.EventFees fees when channel == StreamChannel.Lifecycle => frames.EventFees(sid, subscription.NextSeq(), fees),
            _ => null,
        };
    }
}
