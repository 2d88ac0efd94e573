using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Kalshi.Stream;

// Answers of the venue, and their absence.
internal sealed partial class Subscriptions
{
    private const int ChannelError = 10;
    private const int BufferOverflow = 25;
    private const int UnknownSid = 7;
    private const int MarketLimit = 26;

    /// <summary>Takes subscribed, ok, unsubscribed or error. Commands that follow at once are added.</summary>
    public void OnAnswer(in StreamFrame frame, Instant now, List<byte[]> commands)
    {
        PendingCommand? pending = null;
        if (frame.CommandId is { } id) _pending.TryGetValue(id, out pending);
        switch (frame.Kind)
        {
            case FrameKind.Subscribed:
                OnSubscribed(frame.Sid!.Value, pending, now, commands);
                break;
            case FrameKind.Ok when pending is not null:
                OnOk(pending);
                break;
            case FrameKind.Unsubscribed:
                if (pending is not null) Done(pending);
                _retired.Remove(frame.Sid!.Value);
                OnEnded(frame.Sid!.Value, "the venue ended the subscription");
                break;
            case FrameKind.Error when pending is not null:
                OnRefused(pending, in frame, now);
                break;
            case FrameKind.Error:
                OnError(in frame);
                break;
        }
    }

    private void OnSubscribed(long sid, PendingCommand? pending, Instant now, List<byte[]> commands)
    {
        if (pending is not { Kind: CommandKind.Subscribe, Subscription: { } subscription })
        {
            // The answer to a command that was given up: the subscription was made anew meanwhile.
            if (!_bySid.ContainsKey(sid)) Unsubscribe(sid, now, commands);
            return;
        }

        Done(pending);
        Succeeded(subscription);
        subscription.Sid = sid;
        _bySid[sid] = subscription;
        subscription.Forget();
        subscription.Actual.UnionWith(pending.Tickers);
        if (subscription.OldSid is { } old && old != sid) Unsubscribe(old, now, commands);
        subscription.OldSid = null;
        if (!subscription.IsPrivate || _privateConfirmed || !_fixed.All(one => !one.IsPrivate || one.Sid is not null)) return;
        _privateConfirmed = true;
        Events.Add(new SubscriptionEvent.PrivateConfirmed());
    }

    private void OnOk(PendingCommand pending)
    {
        // Of get_snapshot the snapshots are the answer; an ok only says that they will come.
        if (pending.Kind == CommandKind.Snapshot) return;
        Done(pending);
        if (pending.Subscription is not { } subscription) return;
        Succeeded(subscription);
        subscription.InStep = false;
        if (pending.Kind == CommandKind.Add) subscription.Actual.UnionWith(pending.Tickers);
        if (pending.Kind == CommandKind.Delete) subscription.Actual.ExceptWith(pending.Tickers);
    }

    private void OnRefused(PendingCommand pending, in StreamFrame frame, Instant now)
    {
        Done(pending);
        Events.Add(new SubscriptionEvent.Report($"{pending.Kind} of {pending.Tickers.Length} markets refused: {frame.Text}"));
        if (pending.Subscription is not { } subscription) return;
        Failed(subscription, now);
        if (frame.ErrorCode is UnknownSid or ChannelError or BufferOverflow && subscription.Sid is { } sid)
        {
            OnEnded(sid, frame.Text!);
            return;
        }

        if (pending.Kind == CommandKind.Snapshot) Replace(subscription);
        else if (pending.Kind is CommandKind.Subscribe or CommandKind.Add && subscription.Group is { } group) Narrow(pending, subscription, group, in frame, now);
    }

    // A refused list is tried in halves until the market that the venue does not give stands alone.
    private void Narrow(PendingCommand pending, Subscription subscription, MarketGroup group, in StreamFrame frame, Instant now)
    {
        if (frame.ErrorCode == MarketLimit)
        {
            group.Capacity = Math.Max(1, subscription.Actual.Count > 0 ? subscription.Actual.Count : pending.Tickers.Length / 2);
            foreach (var ticker in group.Desired.Where(ticker => !subscription.Actual.Contains(ticker)).Take(group.Desired.Count - group.Capacity).ToList())
            {
                Remove(ticker);
                Add(ticker);
            }

            return;
        }

        if (frame.ErrorCode is not (11 or 14 or 16)) return;
        if (frame.Ticker is { } named && group.Desired.Contains(named)) Refuse(named, frame.Text!);
        else if (pending.Tickers.Length == 1) Refuse(pending.Tickers[0], frame.Text!);
        else subscription.BatchLimit = Math.Max(1, pending.Tickers.Length / 2);
        // What was found out is used soon; were every market refused, it would be at this pace.
        subscription.NotBefore = now + _options.BackOffFirst;
    }

    // Once, though the books and the volumes of a market are refused each on its own.
    private void Refuse(Ticker ticker, string reason)
    {
        if (!Follows(ticker)) return;
        Remove(ticker);
        Events.Add(new SubscriptionEvent.Refused(ticker, reason));
    }

    // An error that answers no command. Terminal errors end a subscription; which one is told by its sid or by the command that
    // made it, and where it is not told nothing on this connection can be trusted.
    private void OnError(in StreamFrame frame)
    {
        if (frame.ErrorCode is not (ChannelError or BufferOverflow))
        {
            Events.Add(new SubscriptionEvent.Report(frame.Text!));
            return;
        }

        var sid = frame.Sid;
        if (sid is null && frame.CommandId is { } id)
        {
            foreach (var (known, subscription) in _bySid)
                if (subscription.OriginId == id) sid = known;
        }

        if (sid is { } told && _bySid.ContainsKey(told)) OnEnded(told, frame.Text!);
        else if (sid is null || !_retired.Contains(sid.Value)) Events.Add(new SubscriptionEvent.Distrusted(frame.Text!));
    }

    // The subscription is subscribed again as soon as its waiting time allows.
    private void OnEnded(long sid, string reason)
    {
        if (!_bySid.Remove(sid, out var subscription)) return;
        _retired.Add(sid);
        if (subscription.OldSid == sid)
        {
            subscription.OldSid = null;
        }
        else
        {
            if (subscription.Pending is { } pending) Done(pending);
            subscription.Sid = null;
            subscription.Forget();
        }

        if (subscription.IsPrivate) _privateConfirmed = false;
        Events.Add(new SubscriptionEvent.Lost(sid, subscription.IsPrivate, reason));
    }

    private void ExpireCommands(Instant now)
    {
        if (_pending.Count == 0) return;
        List<PendingCommand>? late = null;
        foreach (var pending in _pending.Values)
            if (now - pending.SentAt > _options.CommandTimeout) (late ??= []).Add(pending);
        foreach (var pending in late ?? [])
        {
            Done(pending);
            // A missing sign of life shows as silence.
            if (pending.Kind == CommandKind.List) continue;
            Events.Add(new SubscriptionEvent.Report($"{pending.Kind} of {pending.Tickers.Length} markets not answered in {_options.CommandTimeout.TotalSeconds:0.###} s"));
            if (pending.Subscription is not { } subscription) continue;
            Failed(subscription, now);
            if (pending.Kind == CommandKind.Snapshot) Replace(subscription);
        }
    }

    // A new subscription beside the old one, which goes on until the new one is confirmed: books that are whole stay so.
    private static void Replace(Subscription subscription)
    {
        (subscription.OldSid, subscription.Sid) = (subscription.Sid, null);
        subscription.Forget();
    }

    private static void Succeeded(Subscription subscription)
    {
        subscription.Failures = 0;
        subscription.NotBefore = Instant.Never;
        subscription.BatchLimit = (int)Math.Min(subscription.BatchLimit * 2L, int.MaxValue);
    }

    private void Failed(Subscription subscription, Instant now) => subscription.Failed(now, _options.BackOffFirst, _options.BackOffMax);
}
