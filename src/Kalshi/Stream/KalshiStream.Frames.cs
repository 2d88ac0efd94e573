using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Kalshi.Stream;

// What becomes of a frame. All of it under the gate, in the order of receipt.
public sealed partial class KalshiStream
{
    private const int MaxOtherQuarantinesPerMinute = 60;
    private static readonly TimeSpan AliveEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CalmAfterOverflow = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, long> _volumes = new(StringComparer.Ordinal);
    private readonly HashSet<Ticker> _unreadable = [];
    private Instant _lastFrameAt;
    private Instant _lastHeardPosted;
    private bool _overflowing;
    private long _dropped;
    private long _droppedBefore;
    private long _otherSubaccounts;
    private Instant _recoveredAt;
    private Instant _quarantineMinute;
    private int _quarantinesInMinute;

    // A new connection: everything is heard anew.
    private void Forget(Instant now)
    {
        _volumes.Clear();
        _unreadable.Clear();
        (_lastFrameAt, _lastHeardPosted) = (now, now);
        // Whatever was lost before is covered by the new connection's snapshots and listing.
        _overflowing = false;
    }

    private void OnFrame(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            var now = _options.Clock();
            _lastFrameAt = now;
            _options.Capture?.TryWrite(bytes, now);
            _decoder.Decode(bytes, out var frame);
            if (frame.Quarantine is null && frame.Kind == FrameKind.Delta) PostHeard(frame.ToBookDelta(), now);
            else OnOther(in frame, now);
        }

        Tell();
    }

    private void OnOther(in StreamFrame frame, Instant now)
    {
        // The number first: it counts whatever the rest says. A snapshot carries its own.
        var isUsed = frame.Quarantine is null && frame.Kind == FrameKind.Snapshot && _subscriptions.OnSnapshot(frame.Sid!.Value, frame.Ticker!.Value);
        if (isUsed)
        {
            _unreadable.Remove(frame.Ticker!.Value);
            PostHeard(frame.Input!, now);
        }
        else if (frame.IsNumbered)
        {
            PostHeard(new SequenceConsumed(frame.Sid!.Value, frame.Seq!.Value), now);
        }

        if (frame.Quarantine is { } quarantine) OnQuarantined(in frame, quarantine, now);
        else Take(in frame, now);
        if (now - _lastHeardPosted >= AliveEvery) PostHeard(StreamAlive.Instance, now);
        while (_decoder.Statistics.News.TryDequeue(out var news)) _calls.Add(listener => listener.Reported("stream: " + news));
    }

    private void Take(in StreamFrame frame, Instant now)
    {
        switch (frame.Kind)
        {
            case FrameKind.Ticker:
                TakeVolume((MarketVolumeReported)frame.Input!, now);
                break;
            case FrameKind.Fill or FrameKind.UserOrder or FrameKind.MarketPosition when frame.Subaccount != _options.Subaccount:
                _otherSubaccounts++;
                break;
            case FrameKind.Fill or FrameKind.UserOrder or FrameKind.MarketPosition or FrameKind.OrderGroupUpdate:
                if (frame.Input is { } input) Post(input, now);
                if (frame.Notice is { } notice) Notice(notice);
                break;
            case FrameKind.MarketLifecycle or FrameKind.EventLifecycle or FrameKind.EventFeeUpdate:
                TakeLife(in frame, now);
                break;
            case FrameKind.Subscribed or FrameKind.Ok or FrameKind.Unsubscribed or FrameKind.Error:
                _subscriptions.OnAnswer(in frame, now, _commands);
                SendDue();
                break;
            default:
                break;
        }
    }

    // The channel speaks at every change of any price; the volume is an input when it is new.
    private void TakeVolume(MarketVolumeReported reported, Instant now)
    {
        var (ticker, volume) = (reported.Ticker.Value, reported.Volume.Hundredths);
        if (!_subscriptions.Follows(reported.Ticker) || (_volumes.TryGetValue(ticker, out var known) && known == volume)) return;
        if (Post(reported, now)) _volumes[ticker] = volume;
    }

    // The channel cannot be filtered: of markets that are not followed, only what discovery needs is passed on.
    private void TakeLife(in StreamFrame frame, Instant now)
    {
        var isOurs = frame.Ticker is { } ticker && _subscriptions.Follows(ticker);
        if (frame.Input is { } input && isOurs) Post(input, now);
        if (frame.Text is { } text && isOurs) Notice(new MarketUnreadableNotice(frame.Ticker, text));
        if (frame.Notice is { } notice && (isOurs || notice is not MarketDetailsNotice)) Notice(notice);
    }

    private void OnQuarantined(in StreamFrame frame, FrameQuarantined quarantine, Instant now)
    {
        switch (frame.Kind)
        {
            case FrameKind.Snapshot or FrameKind.Delta:
            case FrameKind.Missing when frame.Sid is not { } sid || _subscriptions.MayCarryBooks(sid):
                QuarantineBook(in frame, quarantine, now);
                break;
            case FrameKind.MarketLifecycle:
                QuarantineLife(in frame, quarantine, now);
                break;
            case FrameKind.Fill or FrameKind.UserOrder or FrameKind.MarketPosition or FrameKind.OrderGroupUpdate:
                PostLimited(quarantine, now);
                _calls.Add(listener => listener.AccountDoubted($"a {quarantine.Source} frame could not be read: {quarantine.Reason}"));
                break;
            case FrameKind.Subscribed or FrameKind.Error:
                // An answer that cannot be read shows as a command without one.
                PostLimited(quarantine, now);
                break;
            default:
                PostLimited(quarantine, now);
                break;
        }
    }

    // Its number is consumed, so one book is concerned where the market could be read, else those of the subscription, else all.
    // The core asks for the snapshots of a subscription itself; the others are asked for here.
    private void QuarantineBook(in StreamFrame frame, FrameQuarantined quarantine, Instant now)
    {
        if (frame is { Ticker: { } ticker, IsNumbered: true })
        {
            var isNew = _unreadable.Add(ticker);
            if (isNew) Post(quarantine with { Sid = null }, now);
            if (isNew || frame.Kind == FrameKind.Snapshot) _subscriptions.BookUnreadable(ticker, now);
            return;
        }

        Post(quarantine, now);
        if (quarantine.Sid is null) _subscriptions.WantAllSnapshots(now);
    }

    // Nobody knows what the market is now: its book stays stale until its owner has read the facts and asks for a snapshot.
    private void QuarantineLife(in StreamFrame frame, FrameQuarantined quarantine, Instant now)
    {
        if (frame.Ticker is { } other && !_subscriptions.Follows(other)) return;
        if (frame.Ticker is null) PostLimited(quarantine, now);
        else Post(quarantine with { Sid = null }, now);
        var ticker = frame.Ticker;
        Notice(new MarketUnreadableNotice(ticker, quarantine.Reason));
    }

    // For channels without books, whose frames could come in numbers. With a sid they concern no book of the core.
    private void PostLimited(FrameQuarantined quarantine, Instant now)
    {
        if (now - _quarantineMinute >= TimeSpan.FromMinutes(1)) (_quarantineMinute, _quarantinesInMinute) = (now, 0);
        if (_quarantinesInMinute >= MaxOtherQuarantinesPerMinute) return;
        _quarantinesInMinute++;
        if (quarantine.Sid is not null) Post(quarantine, now);
        else _calls.Add(listener => listener.Reported($"stream: a frame could not be read: {quarantine.Reason}"));
    }

    private void TakeEvents()
    {
        foreach (var happened in _subscriptions.Events)
        {
            switch (happened)
            {
                case SubscriptionEvent.Lost lost:
                    Post(new FrameQuarantined("kalshi-stream", null, lost.Sid, "subscription lost: " + lost.Reason, []), _options.Clock());
                    if (lost.IsPrivate) _calls.Add(listener => listener.AccountDoubted("a private subscription was lost: " + lost.Reason));
                    _calls.Add(listener => listener.Reported($"stream: subscription {lost.Sid} lost: {lost.Reason}"));
                    break;
                case SubscriptionEvent.Distrusted distrusted:
                    EndConnection(distrusted.Reason);
                    break;
                case SubscriptionEvent.Refused refused:
                    _calls.Add(listener => listener.MarketRefused(refused.Ticker, refused.Reason));
                    break;
                case SubscriptionEvent.PrivateConfirmed:
                    _calls.Add(listener => listener.PrivateChannelsConfirmed());
                    break;
                case SubscriptionEvent.Report report:
                    _calls.Add(listener => listener.Reported("stream: " + report.Text));
                    break;
                default:
                    throw new InvariantViolation($"stream: {happened} is not dealt with");
            }
        }

        _subscriptions.Events.Clear();
    }

    private void PostHeard(Input input, Instant now)
    {
        if (Post(input, now)) _lastHeardPosted = now;
    }

    private bool Post(Input input, Instant now)
    {
        if (_overflowing && !Recover(now))
        {
            _dropped++;
            return false;
        }

        if (_options.Sink.TryPost(input, now)) return true;
        _overflowing = true;
        _droppedBefore = _dropped++;
        return false;
    }

    // The sink takes inputs again: first that some are missing, then every book and the account anew.
    private bool Recover(Instant now)
    {
        var reason = $"{_dropped - _droppedBefore} inputs lost: the core's queue was full";
        if (!_options.Sink.TryPost(new StreamLost(reason), now)) return false;
        _overflowing = false;
        _volumes.Clear();
        // A core that cannot keep up is not helped by every book at once, again and again.
        _subscriptions.WantAllSnapshots(now - _recoveredAt < CalmAfterOverflow ? now + CalmAfterOverflow : now);
        _recoveredAt = now;
        _calls.Add(listener =>
        {
            listener.Reported("stream: " + reason);
            listener.AccountDoubted(reason);
        });
        return true;
    }

    private void Notice(StreamNotice notice) => _calls.Add(listener => listener.Noticed(notice));
}
