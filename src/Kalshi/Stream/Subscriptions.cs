using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Kalshi.Stream;

/// <summary>
/// What is to be subscribed, what the venue has confirmed, and the commands that lead from one to the other: one command a
/// subscription at a time, each with a time limit. Knows no socket and no clock; its owner hands in frames and the time, sends
/// the commands and acts upon <see cref="Events"/>. Not for several threads at once.
/// </summary>
internal sealed partial class Subscriptions
{
    private readonly StreamOptions _options;
    private readonly List<MarketGroup> _groups = [];
    private readonly Dictionary<Ticker, MarketGroup> _groupOf = [];
    private readonly Subscription[] _fixed;

    private readonly Dictionary<long, Subscription> _bySid = [];
    private readonly HashSet<long> _retired = [];
    private readonly Dictionary<long, PendingCommand> _pending = [];
    private readonly Dictionary<Ticker, int> _unreadable = [];
    private bool _privateConfirmed;
    // Never begun anew: an answer to a command of an earlier connection must not be taken for another's.
    private long _lastId;

    public Subscriptions(StreamOptions options)
    {
        _options = options;
        Subscription[] own =
        [
            new(StreamChannel.Fills, null), new(StreamChannel.UserOrders, null), new(StreamChannel.Positions, null), new(StreamChannel.OrderGroups, null),
        ];
        _fixed = [.. options.PrivateChannels ? own : [], new(StreamChannel.Lifecycle, null)];
    }

    /// <summary>What happened since the owner last emptied it.</summary>
    public List<SubscriptionEvent> Events { get; } = [];

    public int Markets => _groupOf.Count;

    public bool PrivateConfirmed => _privateConfirmed;

    public bool Follows(Ticker ticker) => _groupOf.ContainsKey(ticker);

    /// <summary>Whether a subscription carries books; an unknown one might.</summary>
    public bool MayCarryBooks(long sid) => !_bySid.TryGetValue(sid, out var subscription) || subscription.Channel == StreamChannel.OrderBook;

    /// <summary>Follows a market; false when there are too many.</summary>
    public bool Add(Ticker ticker)
    {
        if (_groupOf.ContainsKey(ticker)) return true;
        if (_groupOf.Count >= _options.MaxMarkets) return false;
        var group = _groups.Find(one => one.Desired.Count < one.Capacity);
        if (group is null) _groups.Add(group = new MarketGroup(_options.GroupSize));
        group.Desired.Add(ticker);
        group.Changed();
        // Followed before and not yet given up: no snapshot would come by itself.
        if (group.Books.Actual.Contains(ticker)) group.SnapshotsWanted[ticker] = Instant.Never;
        _groupOf.Add(ticker, group);
        return true;
    }

    public void Remove(Ticker ticker)
    {
        if (!_groupOf.Remove(ticker, out var group)) return;
        group.Desired.Remove(ticker);
        group.Changed();
        group.SnapshotsWanted.Remove(ticker);
        _unreadable.Remove(ticker);
    }

    /// <summary>A new connection: everything is to be subscribed again.</summary>
    public void Reset()
    {
        foreach (var subscription in _fixed) subscription.Reset();
        foreach (var group in _groups)
        {
            group.Books.Reset();
            group.Volumes.Reset();
            group.SnapshotsWanted.Clear();
        }

        _bySid.Clear();
        _retired.Clear();
        _pending.Clear();
        _unreadable.Clear();
        _privateConfirmed = false;
    }

    /// <summary>Notes that a book needs a snapshot. One that is asked for already is not asked for twice.</summary>
    public void WantSnapshot(Ticker ticker, Instant from)
    {
        if (_groupOf.TryGetValue(ticker, out var group)) Want(group, ticker, from);
    }

    /// <summary>Every book needs a snapshot.</summary>
    public void WantAllSnapshots(Instant from)
    {
        foreach (var (ticker, group) in _groupOf) Want(group, ticker, from);
    }

    /// <summary>The book of a market came in a shape that cannot be read: it is asked for again, each time after a longer wait.</summary>
    public void BookUnreadable(Ticker ticker, Instant now)
    {
        if (!_groupOf.TryGetValue(ticker, out var group)) return;
        var times = _unreadable[ticker] = Math.Min(_unreadable.GetValueOrDefault(ticker) + 1, 9);
        if (group.Books.Pending is { Kind: CommandKind.Snapshot } pending && pending.Awaiting.Remove(ticker) && pending.Awaiting.Count == 0) Done(pending);
        group.SnapshotsWanted[ticker] = now + TimeSpan.FromSeconds(1 << (times - 1));
    }

    /// <summary>A snapshot came. False when it is not to be used: of a subscription that was given up, or of a market that is not followed.</summary>
    public bool OnSnapshot(long sid, Ticker ticker)
    {
        if (_retired.Contains(sid) || !_groupOf.TryGetValue(ticker, out var group)) return false;
        group.SnapshotsWanted.Remove(ticker);
        if (group.Books.Pending is { Kind: CommandKind.Snapshot } pending && pending.Awaiting.Remove(ticker) && pending.Awaiting.Count == 0) Done(pending);
        return true;
    }

    /// <summary>Gives up what took too long and adds the commands that are due.</summary>
    public void Advance(Instant now, List<byte[]> commands)
    {
        ExpireCommands(now);
        foreach (var subscription in _fixed) Advance(subscription, now, commands);
        for (var i = _groups.Count - 1; i >= 0; i--)
        {
            var group = _groups[i];
            Advance(group.Books, now, commands);
            Advance(group.Volumes, now, commands);
            var isGone = group.Desired.Count == 0 && group.Books is { Sid: null, Pending: null } && group.Volumes is { Sid: null, Pending: null };
            if (isGone) _groups.RemoveAt(i);
        }
    }

    /// <summary>Asks for a sign of life, unless one is being waited for.</summary>
    public void Probe(Instant now, List<byte[]> commands)
    {
        foreach (var pending in _pending.Values)
            if (pending.Kind == CommandKind.List) return;
        var command = Begin(CommandKind.List, null, [], now);
        commands.Add(StreamCommands.List(command.Id));
    }

    private void Advance(Subscription subscription, Instant now, List<byte[]> commands)
    {
        if (subscription.Pending is not null || now < subscription.NotBefore) return;
        var group = subscription.Group;
        if (subscription.Sid is not { } sid)
        {
            Ticker[] first = group is null ? [] : [.. group.Desired.Take(Math.Min(subscription.BatchLimit, group.Capacity))];
            if (group is not null && first.Length == 0) return;
            var subscribe = Begin(CommandKind.Subscribe, subscription, first, now);
            subscription.OriginId = subscribe.Id;
            commands.Add(StreamCommands.Subscribe(subscribe.Id, subscription.Channel, first, _options.UseYesPrice));
            return;
        }

        if (group is null) return;
        if (group.Desired.Count == 0)
        {
            // Never an empty list: to some channels that means every market.
            Unsubscribe(sid, now, commands);
            (subscription.Sid, subscription.OldSid) = (null, null);
            subscription.Forget();
            return;
        }

        if (!subscription.InStep && Step(subscription, group, sid, now, commands)) return;
        subscription.InStep = true;
        if (subscription.Channel == StreamChannel.OrderBook && Due(group, now) is { Length: > 0 } due) Update(CommandKind.Snapshot, subscription, sid, due, now, commands);
    }

    // Brings the venue's list closer to ours; false when they are the same. It is never left empty on the way.
    private bool Step(Subscription subscription, MarketGroup group, long sid, Instant now, List<byte[]> commands)
    {
        Ticker[] surplus = [.. subscription.Actual.Where(ticker => !group.Desired.Contains(ticker)).Order()];
        Ticker[] missing = [.. group.Desired.Where(ticker => !subscription.Actual.Contains(ticker)).Take(subscription.BatchLimit)];
        if (surplus.Length > 0 && (missing.Length == 0 || surplus.Length < subscription.Actual.Count)) Update(CommandKind.Delete, subscription, sid, surplus, now, commands);
        else if (missing.Length > 0) Update(CommandKind.Add, subscription, sid, missing, now, commands);
        else return false;
        return true;
    }

    private Ticker[] Due(MarketGroup group, Instant now)
    {
        if (group.SnapshotsWanted.Count == 0) return [];
        return [.. group.SnapshotsWanted.Where(wanted => wanted.Value <= now && group.Books.Actual.Contains(wanted.Key)).Select(wanted => wanted.Key).Order().Take(_options.SnapshotBatch)];
    }

    private void Update(CommandKind kind, Subscription subscription, long sid, Ticker[] tickers, Instant now, List<byte[]> commands)
    {
        var command = Begin(kind, subscription, tickers, now);
        commands.Add(StreamCommands.Update(command.Id, kind, sid, subscription.Channel, tickers));
    }

    private void Unsubscribe(long sid, Instant now, List<byte[]> commands)
    {
        _bySid.Remove(sid);
        _retired.Add(sid);
        var command = Begin(CommandKind.Unsubscribe, null, [], now);
        commands.Add(StreamCommands.Unsubscribe(command.Id, sid));
    }

    private PendingCommand Begin(CommandKind kind, Subscription? subscription, Ticker[] tickers, Instant now)
    {
        var command = new PendingCommand(++_lastId, kind, subscription, tickers, now);
        _pending.Add(command.Id, command);
        if (subscription is null) return command;
        subscription.Pending = command;
        // A snapshot follows a subscription by itself; should it not, it is asked for.
        if (subscription.Channel == StreamChannel.OrderBook && kind is CommandKind.Subscribe or CommandKind.Add)
            foreach (var ticker in tickers) subscription.Group!.SnapshotsWanted[ticker] = now + (_options.CommandTimeout * 2);
        return command;
    }

    private void Done(PendingCommand command)
    {
        _pending.Remove(command.Id);
        if (command.Subscription is { } subscription && subscription.Pending == command) subscription.Pending = null;
    }

    private void Want(MarketGroup group, Ticker ticker, Instant from)
    {
        if (group.Books.Pending is { } pending && pending.Tickers.Contains(ticker))
        {
            // Under way.
            if (pending.Kind == CommandKind.Snapshot && pending.Awaiting.Contains(ticker)) return;
            // A subscription that is being made brings it; should it have come already, it is asked for later.
            if (pending.Kind is CommandKind.Subscribe or CommandKind.Add) from += _options.CommandTimeout;
        }

        if (!group.SnapshotsWanted.TryGetValue(ticker, out var earlier) || from < earlier) group.SnapshotsWanted[ticker] = from;
    }
}
