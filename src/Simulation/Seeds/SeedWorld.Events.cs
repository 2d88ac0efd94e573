using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Simulation.Seeds;

/// <content>What happens by itself.</content>
public sealed partial class SeedWorld
{
    private void Happen(Happening kind, int which, ICollection<Input> into)
    {
        switch (kind)
        {
            case Happening.Odds:
                PollOdds(_games[which], into);
                Plan(kind, which, Slower(_prices.Milliseconds(1_500, 2_500)));
                break;
            case Happening.Score:
                ReportScore(_games[which], into);
                if (_games[which].Phase != GamePhase.Final) Plan(kind, which, Slower(_prices.Milliseconds(2_000, 5_000)));
                break;
            case Happening.Maker:
                Requote(_markets[which]);
                if (IsOn(_markets[which])) Plan(kind, which, Slower(_traders.Milliseconds(800, 3_000)));
                break;
            case Happening.Crowd:
                Take(_markets[which]);
                if (IsOn(_markets[which])) Plan(kind, which, Slower(_traders.Milliseconds(500, 3_000)));
                break;
            case Happening.Alive:
                into.Add(StreamAlive.Instance);
                Plan(kind, which, TimeSpan.FromSeconds(2));
                break;
            case Happening.Volume:
                into.Add(VolumeOf(_markets[which]));
                Plan(kind, which, _traders.Milliseconds(20_000, 60_000));
                break;
            case Happening.GameEnds:
                EndGame(which, into);
                break;
            case Happening.Determine:
                Determine(which);
                if (_gameLength is not null) Follow(which, into);
                break;
            case Happening.Archive:
                _venue.Archive(_client, Now - ArchivedAfter);
                Plan(kind, 0, ArchivedEvery);
                break;
            default:
                GoWrong(kind, which, into);
                break;
        }
    }

    /// <summary>While everything comes to its end little else happens.</summary>
    private TimeSpan Slower(TimeSpan wait) => _calm ? wait * 3 : wait;

    private bool IsOn(SeedMarket market) => _venue.Status(market.Index) is MarketStatus.Active or MarketStatus.Inactive;

    private void PollOdds(SeedGame game, ICollection<Input> into)
    {
        if (game.Phase == GamePhase.Final) return;
        var jump = _prices.Is(30) ? 0.12 : 0.025;
        game.Home = Math.Clamp(game.Home + (_prices.Unit() - 0.5) * jump, 0.12, 0.88);
        if (Now < game.SilentUntil) return;
        var quotes = ImmutableArray.CreateBuilder<BookmakerQuote>(Books.Length);
        if (Now >= game.SuspendedUntil)
        {
            var stamp = Now < game.OldStampsUntil ? Now - TimeSpan.FromSeconds(150) : Now - TimeSpan.FromSeconds(1);
            foreach (var book in Books)
            {
                var margin = 1.002 + _prices.Unit() * 0.01;
                var home = game.Value(GameOutcome.Home) + (_prices.Unit() - 0.5) * 0.004;
                var away = 1 - game.Draw - home;
                quotes.Add(new BookmakerQuote(book, stamp, 1 / (home * margin), 1 / (away * margin), game.Outcomes == 3 ? 1 / (game.Draw * margin) : null));
            }
        }

        into.Add(new OddsPolled(game.Id, "seed-odds", quotes.DrainToImmutable()));
    }

    private void ReportScore(SeedGame game, ICollection<Input> into)
    {
        if (_prices.Is(60))
        {
            if (_prices.Is(500)) game.HomeScore++;
            else game.AwayScore++;
        }

        // Without a clock the score has no value of its own; what it does is to be fresh, to be stale and to change.
        if (Now >= game.ScoreSilentUntil)
            into.Add(new ScoreReported(game.Id, game.Phase, game.HomeScore, game.AwayScore, null, 2, Now));
    }

    /// <summary>Makers take their quotes down and put up new ones around their opinion, which comes back to the value slowly.</summary>
    private void Requote(SeedMarket market)
    {
        foreach (var quote in market.Quotes) _venue.Cancel(_others, quote, Now);
        market.Quotes.Clear();
        if (_venue.Status(market.Index) != MarketStatus.Active) return;
        market.Lean = market.Lean * 0.9 + (_traders.Unit() - 0.5) * 0.045;
        var opinion = Math.Clamp(market.Game.Value(market.Facts.YesOutcome) + market.Lean, 0.04, 0.96);
        var half = 0.005 + _traders.Unit() * 0.012;
        if (PriceRounding.ToFinest(opinion - half, RoundingDirection.Down) is not { } low || PriceRounding.ToFinest(opinion + half, RoundingDirection.Up) is not { } high) return;
        var (bid, ask) = (market.Grid.NextBelow(low), market.Grid.NextAbove(high));
        var levels = _traders.Is(300) ? 2 : 1;
        for (var depth = 0; depth < levels && bid is { } b && ask is { } a; depth++)
        {
            Quote(market, OrderSide.Bid, b);
            Quote(market, OrderSide.Ask, a);
            (bid, ask) = (market.Grid.NextBelow(b), market.Grid.NextAbove(a));
        }
    }

    private void Quote(SeedMarket market, OrderSide side, Price limit)
    {
        var result = _venue.Submit(
            new NewOrder(_others, market.Index, side, limit, Size(3, 40), TimeInForce.GoodTillCanceled, SelfTradePrevention.TakerAtCross), Now);
        if (result.Refusal is null && result.Remaining > Quantity.Zero) market.Quotes.Add(result.Order);
    }

    /// <summary>Whole contracts for the most part, now and then a fraction.</summary>
    private Quantity Size(int least, int most) =>
        Quantity.FromHundredths(_traders.Between(least, most) * (long)Quantity.HundredthsPerContract + (_traders.Is(200) ? _traders.Between(1, 99) : 0));

    private void Take(SeedMarket market)
    {
        var side = _traders.Is(500) ? OrderSide.Bid : OrderSide.Ask;
        var size = Size(1, 12);
        var best = side == OrderSide.Bid ? _venue.BestAsk(market.Index) : _venue.BestBid(market.Index);
        if (best is not { } level || _venue.Status(market.Index) != MarketStatus.Active) return;
        _venue.Submit(new NewOrder(_others, market.Index, side, level.Price, size, TimeInForce.ImmediateOrCancel, SelfTradePrevention.Maker), Now);
    }

    private void EndGame(int which, ICollection<Input> into)
    {
        var game = _games[which];
        game.Phase = GamePhase.Final;
        into.Add(new ScoreReported(game.Id, game.Phase, game.HomeScore, game.AwayScore, null, 4, Now));
        var close = Now + TimeSpan.FromSeconds(5);
        foreach (var market in _markets)
        {
            if (market.Game != game) continue;
            _venue.SetCloseTime(market.Index, close, Now);
            into.Add(new MarketCloseTimeChanged(market.Facts.Ticker, close));
        }

        Plan(Happening.Determine, which, _prices.Milliseconds(6_000, 20_000));
    }

    private void Determine(int which)
    {
        var game = _games[which];
        var draw = _prices.Unit();
        var outcome = draw < game.Draw ? GameOutcome.Draw : _prices.Unit() < game.Home ? GameOutcome.Home : GameOutcome.Away;
        foreach (var market in _markets)
            if (market.Game == game) _venue.Determine(market.Index, market.Facts.YesOutcome == outcome ? Price.One : Price.Zero, Now);
    }

    /// <summary>The next game of the same shape, shown as a new one is.</summary>
    private void Follow(int which, ICollection<Input> into)
    {
        var before = _markets.Count;
        AddGame(_shapes[which]);
        var game = _games[^1];
        into.Add(new GameListed(game.Id, game.Sport, "Home", "Away", Now - TimeSpan.FromHours(1)));
        foreach (var market in _markets.Skip(before))
        {
            into.Add(new MarketListed(FactsOf(market)));
            into.Add(VolumeOf(market));
            into.Add(SnapshotOf(market));
        }
    }

    private void GoWrong(Happening kind, int which, ICollection<Input> into)
    {
        switch (kind)
        {
            case Happening.Trouble when !_calm:
                Trouble(into);
                Plan(kind, 0, _troubles.Milliseconds(4_000, 30_000));
                break;
            case Happening.Resume:
                Resume(which, into);
                break;
            case Happening.Regrid when !_calm:
                Regrid(into);
                Plan(kind, 0, _troubles.Milliseconds(10_000, 60_000));
                break;
            case Happening.Stranger when !_calm:
                ActAsStranger();
                Plan(kind, 0, _strangers.Milliseconds(5_000, 60_000));
                break;
            case Happening.Correction when !_calm:
                Correct(into);
                Plan(kind, 0, _troubles.Milliseconds(10_000, 40_000));
                break;
            default:
                break;
        }
    }

    private void Trouble(ICollection<Input> into)
    {
        var game = _games[_troubles.Below(_games.Count)];
        var market = _troubles.Below(_markets.Count);
        var until = Now + _troubles.Milliseconds(3_000, 14_000);
        var kind = _troubles.Below(6);
        if (kind >= 4 && !_faults.Has(Fault.MarketPause)) kind -= 4;
        if (kind < 4 && !_faults.Has(Fault.StaleFeeds)) kind = 4 + kind % 2;
        Strikes.Add(kind < 4 ? Fault.StaleFeeds : Fault.MarketPause);
        switch (kind)
        {
            case 0:
                game.SilentUntil = until;
                break;
            case 1:
                game.SuspendedUntil = until;
                break;
            case 2:
                game.ScoreSilentUntil = until;
                break;
            case 3:
                game.OldStampsUntil = until;
                break;
            case 4 when _venue.Status(_markets[market].Index) == MarketStatus.Active:
                _venue.SetStatus(_markets[market].Index, MarketStatus.Inactive, Now);
                Plan(Happening.Resume, market, until - Now);
                break;
            case 5:
                var shard = _troubles.Below(Shards);
                _venue.SetTradingPaused(new Shard(shard), true, Now);
                into.Add(new ShardTradingChanged(new Shard(shard), ShardTrading.CancelsOnly, "simulated pause"));
                Plan(Happening.Resume, 1_000 + shard, until - Now);
                break;
            default:
                break;
        }
    }

    private void Resume(int which, ICollection<Input> into)
    {
        if (which < 1_000)
        {
            if (_venue.Status(_markets[which].Index) == MarketStatus.Inactive) _venue.SetStatus(_markets[which].Index, MarketStatus.Active, Now);
            return;
        }

        _venue.SetTradingPaused(new Shard(which - 1_000), false, Now);
        into.Add(new ShardTradingChanged(new Shard(which - 1_000), ShardTrading.Open, ""));
    }

    private void Regrid(ICollection<Input> into)
    {
        var market = _markets[_troubles.Below(_markets.Count)];
        if (!IsOn(market)) return;
        market.Grid = ReferenceEquals(market.Grid, Fine) ? PriceGrid.LinearCent : Fine;
        _venue.SetGrid(market.Index, market.Grid);
        Strikes.Add(Fault.GridChange);
        into.Add(new PriceGridChanged(market.Facts.Ticker, market.Grid));
    }

    /// <summary>Another program, or a person, on our account: a trade at once, or an order that rests.</summary>
    private void ActAsStranger()
    {
        var market = _markets[_strangers.Below(_markets.Count)];
        var side = _strangers.Is(500) ? OrderSide.Bid : OrderSide.Ask;
        var takes = _strangers.Is(700);
        var best = (side == OrderSide.Bid) == takes ? _venue.BestAsk(market.Index) : _venue.BestBid(market.Index);
        if (best is not { } level || _venue.Status(market.Index) != MarketStatus.Active) return;
        Strikes.Add(Fault.Stranger);
        _venue.Submit(
            new NewOrder(
                _client, market.Index, side, level.Price, Quantity.FromContracts(_strangers.Between(1, 5)),
                takes ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCanceled, SelfTradePrevention.TakerAtCross,
                Expiration: takes ? null : Now + TimeSpan.FromSeconds(20), ClientId: new ClientOrderId($"web-{++_strangerOrders}")),
            Now);
    }

    /// <summary>A result that was paid turns out to have been wrong: the venue moves the difference.</summary>
    private void Correct(ICollection<Input> into)
    {
        var paid = _venue.ListSettlements(_client, Instant.Never);
        if (paid.IsEmpty) return;
        var row = paid[_troubles.Below(paid.Length)];
        var market = _markets[row.Market.Value];
        if (_corrected.ContainsKey(market.Facts.Ticker)) return;
        var value = row.Value.Complement;
        var revenue = row.Position.Sign >= 0 ? value * row.Position : value.Complement * row.Position.Magnitude;
        if (_venue.Deposit(_client, market.Facts.Shard, revenue - row.Revenue) is not null) return;
        var corrected = new SettlementRow(market.Facts.Ticker, value, row.Position, revenue, Now);
        _corrected.Add(market.Facts.Ticker, corrected);
        Strikes.Add(Fault.SettlementCorrection);
        into.Add(new SettlementReported(corrected));
    }
}
