using System.Diagnostics;
using KalshiArb.PaperExchange.Faults;

namespace KalshiArb.PaperExchange.Stream;

// Commands, carried out under the world's lock.
internal sealed partial class StreamConnection
{
    private long _secondBegan = Stopwatch.GetTimestamp();
    private int _commandsInSecond;

    /// <summary>Carries a command out and queues the answers.</summary>
    public void Handle(StreamCommand command, IStreamView view)
    {
        if (IsTooFast()) Refuse(command, StreamError.TooManyCommands);
        else if (_hub.Faults.Take(FaultKind.CommandTimeout, FaultRoutes.Stream) is not null) Refuse(command, StreamError.CommandTimeout);
        else
        {
            switch (command)
            {
                case StreamCommand.Refused refused:
                    Refuse(command, refused.Error);
                    break;
                case StreamCommand.List:
                    Reply(_hub.Frames.Subscriptions(command.Id, _subscriptions.Values.Select(one => (one.Channel.Name, one.Sid))));
                    break;
                case StreamCommand.Subscribe subscribe:
                    Subscribe(subscribe, view);
                    break;
                case StreamCommand.Unsubscribe unsubscribe:
                    Unsubscribe(unsubscribe);
                    break;
                case StreamCommand.Update update:
                    Update(update, view);
                    break;
                default:
                    throw new InvariantViolation($"The stream knows no command {command}.");
            }
        }
    }

    private bool IsTooFast()
    {
        if (Stopwatch.GetElapsedTime(_secondBegan) >= TimeSpan.FromSeconds(1))
        {
            _secondBegan = Stopwatch.GetTimestamp();
            _commandsInSecond = 0;
        }

        return ++_commandsInSecond > _hub.Limits.CommandsPerSecond;
    }

    private void Refuse(StreamCommand command, StreamError error, string? market = null) => Reply(_hub.Frames.Error(command.Id, null, error, market));

    /// <summary>All channels or none: what the venue does when one of several cannot be had is not documented.</summary>
    private void Subscribe(StreamCommand.Subscribe command, IStreamView view)
    {
        var markets = 0;
        foreach (var channel in command.Channels)
        {
            if (RefusalOf(command, channel) is { } error)
            {
                Refuse(command, error);
                return;
            }

            if (channel.TakesMarkets) markets += Count(command.Filter);
        }

        if (Count(command.Filter) > _hub.Limits.MarketsPerSubscription || _markets + markets > _hub.Limits.MarketsPerConnection
            || _subscriptions.Count + command.Channels.Length > _hub.Limits.SubscriptionsPerConnection)
        {
            Refuse(command, StreamError.TooManyMarkets);
            return;
        }

        foreach (var channel in command.Channels)
        {
            var subscription = new Subscription(++_lastSid, channel, command.Options) { ByIds = !command.Filter.Ids.IsEmpty };
            _subscriptions.Add(subscription.Sid, subscription);
            _all = null;
            if (channel == StreamChannel.Ticker) HasTickers = true;
            Reply(_hub.Frames.Subscribed(command.Id, channel.Name, subscription.Sid));
            if (channel.TakesMarkets && command.Filter.IsEmpty) subscription.TakeAll();
            IReadOnlyList<Ticker> added = channel.TakesMarkets ? Add(subscription, command.Filter, view) : [];
            if (command.Options.SendInitialSnapshot && subscription.HasAll) added = view.Markets;
            SendSnapshots(subscription, added, command.Options.SendInitialSnapshot, view);
        }
    }

    private StreamError? RefusalOf(StreamCommand.Subscribe command, StreamChannel channel)
    {
        if (channel.IsPrivate && !_authenticated) return StreamError.AuthenticationRequired;
        if (channel.Markets == MarketRule.Required && command.Filter.IsEmpty) return StreamError.MarketTickerRequired;
        // Only the ticker channel knows markets by id.
        if (channel != StreamChannel.Ticker && channel.TakesMarkets && !command.Filter.Ids.IsEmpty) return StreamError.InvalidParameter;
        return channel == StreamChannel.Pyth && !command.Options.HasUnderlyingTickers ? StreamError.UnderlyingTickersRequired : null;
    }

    private void Unsubscribe(StreamCommand.Unsubscribe command)
    {
        foreach (var sid in command.Sids)
        {
            if (!_subscriptions.TryGetValue(sid, out var subscription))
            {
                Refuse(command, StreamError.UnknownSid);
                continue;
            }

            Reply(_hub.Frames.Unsubscribed(command.Id, sid, subscription.NextSeq()), subscription);
            Remove(subscription);
        }
    }

    private void Update(StreamCommand.Update command, IStreamView view)
    {
        if (!_subscriptions.TryGetValue(command.Sid, out var subscription))
        {
            Refuse(command, StreamError.UnknownSid);
            return;
        }

        if (subscription.Channel.IsIndex)
        {
            UpdateIndices(command, subscription);
            return;
        }

        var isKnown = command.Action is "add_markets" or "delete_markets" || (command.Action == "get_snapshot" && subscription.Channel == StreamChannel.OrderBook);
        if (!isKnown || !subscription.Channel.TakesMarkets) Refuse(command, StreamError.UnsupportedAction);
        else if (command.Filter.IsEmpty) Refuse(command, StreamError.MarketTickerRequired);
        else if (subscription.Channel != StreamChannel.Ticker && !command.Filter.Ids.IsEmpty) Refuse(command, StreamError.InvalidParameter);
        else if (command.Action == "get_snapshot") GetSnapshot(command, subscription, view);
        else if (command.Action == "delete_markets") DeleteMarkets(command, subscription, view);
        else AddMarkets(command, subscription, view);
    }

    private void UpdateIndices(StreamCommand.Update command, Subscription subscription)
    {
        if (command.Action == "indexlist") Reply(_hub.Frames.IndexList(command.Id, subscription.Sid, subscription.NextSeq()), subscription);
        else if (command.Action is not ("subscribe_indices" or "unsubscribe_indices")) Refuse(command, StreamError.UnsupportedAction);
        else if (!command.HasIndexIds) Refuse(command, StreamError.IndexIdsRequired);
        else Reply(_hub.Frames.Ok(command.Id, subscription.Sid, subscription.NextSeq(), null, default), subscription);
    }

    /// <summary>Whole books with the command's id, numbered like everything else; the subscription stays as it is.</summary>
    private void GetSnapshot(StreamCommand.Update command, Subscription subscription, IStreamView view)
    {
        foreach (var ticker in command.Filter.Tickers)
            Reply(_hub.Frames.Snapshot(command.Id, subscription.Sid, subscription.NextSeq(), new Ticker(ticker), view, subscription.UseYesPrice), subscription);
    }

    private void DeleteMarkets(StreamCommand.Update command, Subscription subscription, IStreamView view)
    {
        foreach (var market in Resolve(command.Filter, view))
        {
            if (!subscription.Markets.Contains(market.Value)) continue;
            subscription.Remove(market.Value);
            _markets--;
        }

        Acknowledge(command, subscription, view);
    }

    // The acknowledgement comes before the new books (frames recorded on 2026-08-07).
    private void AddMarkets(StreamCommand.Update command, Subscription subscription, IStreamView view)
    {
        var count = Count(command.Filter);
        if (subscription.Markets.Count + count > _hub.Limits.MarketsPerSubscription || _markets + count > _hub.Limits.MarketsPerConnection)
        {
            Refuse(command, StreamError.TooManyMarkets);
            return;
        }

        var added = Add(subscription, command.Filter, view);
        Acknowledge(command, subscription, view);
        SendSnapshots(subscription, added, command.SendInitialSnapshot, view);
    }

    private void Acknowledge(StreamCommand.Update command, Subscription subscription, IStreamView view)
    {
        IEnumerable<string>? list = subscription.SkipTickerAck || subscription.HasAll ? null : subscription.Markets;
        if (list is not null && subscription.ByIds) list = subscription.Markets.Select(market => view.MarketId(new Ticker(market)));
        Reply(
            _hub.Frames.Ok(command.Id, subscription.Sid, subscription.NextSeq(), list, subscription.ByIds ? "market_ids"u8 : "market_tickers"u8),
            subscription);
    }

    private void SendSnapshots(Subscription subscription, IReadOnlyList<Ticker> added, bool sendInitial, IStreamView view)
    {
        foreach (var market in added)
        {
            if (subscription.Channel == StreamChannel.OrderBook)
            {
                Reply(_hub.Frames.Snapshot(null, subscription.Sid, subscription.NextSeq(), market, view, subscription.UseYesPrice), subscription);
            }
            else if (subscription.Channel == StreamChannel.Ticker && sendInitial && view.IsListed(market))
            {
                Reply(_hub.Frames.Ticker(subscription.Sid, market, view.MarketId(market), view.TickerOf(market), view.Now), subscription);
            }
        }
    }

    private List<Ticker> Add(Subscription subscription, MarketFilter filter, IStreamView view)
    {
        var added = new List<Ticker>();
        foreach (var market in Resolve(filter, view))
        {
            if (!subscription.Add(market.Value)) continue;
            _markets++;
            added.Add(market);
        }

        return added;
    }

    private static IEnumerable<Ticker> Resolve(MarketFilter filter, IStreamView view)
    {
        foreach (var ticker in filter.Tickers) yield return new Ticker(ticker);
        if (filter.Ids.IsEmpty) yield break;
        foreach (var market in view.Markets)
        {
            if (filter.Ids.Contains(view.MarketId(market))) yield return market;
        }
    }

    private static int Count(MarketFilter filter) => filter.Tickers.Length + filter.Ids.Length;

    private void Remove(Subscription subscription)
    {
        subscription.HasEnded = true;
        _subscriptions.Remove(subscription.Sid);
        _all = null;
        _markets -= subscription.Markets.Count;
        HasTickers = _subscriptions.Values.Any(one => one.Channel == StreamChannel.Ticker);
    }
}
