using KalshiArb.Domain.Games;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Slate;

namespace KalshiArb.PaperExchange.Engine;

/// <summary>
/// What the venue's time moves: a venue with markets, and whatever trades on it by itself. The same world and the same
/// commands at the same times give the same everything.
/// </summary>
public abstract class ExchangeWorld
{
    private static readonly Money _houseCash = Money.FromDollars(10_000_000);

    /// <summary>The exchange.</summary>
    public abstract Venue Venue { get; }

    /// <summary>The trading account.</summary>
    public abstract AccountId Account { get; }

    /// <summary>Somebody else's account with cash on every shard.</summary>
    public AccountId House { get; private protected init; }

    /// <summary>The events in the order of listing.</summary>
    public abstract ImmutableArray<ListedEvent> Events { get; }

    /// <summary>The markets in the order of listing; a market's place is its <see cref="MarketIndex"/>.</summary>
    public abstract ImmutableArray<ListedMarket> Markets { get; }

    /// <summary>Market time.</summary>
    public abstract Instant Now { get; }

    /// <summary>When the next thing happens by itself; null when nothing ever will.</summary>
    public abstract Instant? NextTime { get; }

    /// <summary>Lets the next thing happen: what the venue says is in its outputs, what feeds show is appended.</summary>
    internal abstract void Step(List<Input> feeds);

    /// <summary>Brings the world to a time not after <see cref="NextTime"/>.</summary>
    internal abstract void MoveTo(Instant at);

    /// <summary>What the score feed shows of an event; null where there is none.</summary>
    public abstract ScoreReported? Score(EventTicker ticker);

    private protected static AccountId OpenHouse(Venue venue)
    {
        var house = venue.OpenAccount(keepsHistory: false);
        for (var shard = 0; shard < venue.Rules.Shards; shard++) venue.Deposit(house, new Shard(shard), _houseCash);
        return house;
    }
}

/// <summary>The simulated evening.</summary>
public sealed class SlateExchangeWorld : ExchangeWorld
{
    private readonly SlateWorld _slate;

    /// <summary>Takes over a slate at its beginning.</summary>
    public SlateExchangeWorld(SlateWorld slate)
    {
        ArgumentNullException.ThrowIfNull(slate);
        _slate = slate;
        House = OpenHouse(slate.Venue);
        var facts = slate.Markets;
        Events =
        [
            .. slate.ListGames().Select(game =>
            {
                var first = facts.First(market => market.Event == game.Event);
                return new ListedEvent(
                    game.Event, first.Series, game.Sport, first.Shard, game.Game, game.HomeCode, game.HomeName, game.AwayCode, game.AwayName,
                    game.Commence, slate.Now - TimeSpan.FromDays(3),
                    game.HomeTitle, game.AwayTitle);
            }),
        ];
        var byTicker = Events.ToDictionary(listed => listed.Event);
        Markets = [.. facts.Select((market, i) => new ListedMarket(new MarketIndex(i), market.Ticker, byTicker[market.Event], market.YesOutcome, slate.VolumeBefore(new MarketIndex(i)), market.CloseTime))];
    }

    /// <inheritdoc/>
    public override Venue Venue => _slate.Venue;

    /// <inheritdoc/>
    public override AccountId Account => _slate.Client;

    /// <inheritdoc/>
    public override ImmutableArray<ListedEvent> Events { get; }

    /// <inheritdoc/>
    public override ImmutableArray<ListedMarket> Markets { get; }

    /// <inheritdoc/>
    public override Instant Now => _slate.Now;

    /// <inheritdoc/>
    public override Instant? NextTime => _slate.NextTime;

    internal override void Step(List<Input> feeds) => _slate.StepRaw(feeds);

    internal override void MoveTo(Instant at)
    {
        _slate.MoveTo(at);
        _slate.Venue.AdvanceTo(at);
    }

    /// <inheritdoc/>
    public override ScoreReported? Score(EventTicker ticker)
    {
        foreach (var game in _slate.ListGames())
        {
            if (game.Event == ticker) return game.Score;
        }

        return null;
    }
}

/// <summary>A venue on which nothing happens but what it is told: markets given by hand, nobody else trades.</summary>
public sealed class QuietWorld : ExchangeWorld
{
    private Instant _now;

    /// <summary>Lists markets at a time, with the trading account's cash by shard.</summary>
    public QuietWorld(Instant start, ImmutableArray<MarketFacts> markets, ImmutableArray<ShardCash> cash, VenueRules rules)
    {
        Venue = new Venue(rules);
        Account = Venue.OpenAccount(keepsHistory: true);
        foreach (var part in cash) Venue.Deposit(Account, part.Shard, part.Cash);
        House = OpenHouse(Venue);
        Venue.AdvanceTo(start);
        _now = start;
        foreach (var facts in markets) Venue.AddMarket(facts);
        Events = [.. markets.GroupBy(facts => facts.Event).Select(group => Describe(group.Key, [.. group], start))];
        var byTicker = Events.ToDictionary(listed => listed.Event);
        Markets = [.. markets.Select((facts, i) => new ListedMarket(new MarketIndex(i), facts.Ticker, byTicker[facts.Event], facts.YesOutcome, Quantity.Zero, facts.CloseTime))];
    }

    /// <inheritdoc/>
    public override Venue Venue { get; }

    /// <inheritdoc/>
    public override AccountId Account { get; }

    /// <inheritdoc/>
    public override ImmutableArray<ListedEvent> Events { get; }

    /// <inheritdoc/>
    public override ImmutableArray<ListedMarket> Markets { get; }

    /// <inheritdoc/>
    public override Instant Now => _now;

    /// <inheritdoc/>
    public override Instant? NextTime => Venue.NextDeadline is { } due ? Instant.Max(_now, due) : null;

    internal override void Step(List<Input> feeds)
    {
        if (NextTime is not { } next) return;
        _now = next;
        Venue.AdvanceTo(next);
    }

    internal override void MoveTo(Instant at)
    {
        _now = at;
        Venue.AdvanceTo(at);
    }

    /// <inheritdoc/>
    public override ScoreReported? Score(EventTicker ticker) => null;

    // Nothing but codes is known of a market given by hand.
    private static ListedEvent Describe(EventTicker ticker, ImmutableArray<MarketFacts> markets, Instant start)
    {
        var first = markets[0];
        var home = Code(GameOutcome.Home);
        var away = Code(GameOutcome.Away);
        return new ListedEvent(ticker, first.Series, first.Sport, first.Shard, first.Game, home, home, away, away, start, start, home, away);

        string Code(GameOutcome outcome)
        {
            foreach (var market in markets)
            {
                if (market.YesOutcome == outcome && GameTicker.TrySplitMarket(market.Ticker, out _, out _, out var code)) return code;
            }

            return outcome.ToString();
        }
    }
}
