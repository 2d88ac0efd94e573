using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;
using KalshiArb.Exchange.Slate;

namespace KalshiArb.Exchange.Tests;

/// <summary>
/// A plain taker with the default thresholds: fair value is the median of devigged books; it takes an ask that is cheap enough
/// after slippage, holds, and is judged against the truth that only the test may see.
/// </summary>
internal sealed class SlateObserver(SlateWorld world)
{
    private readonly Dictionary<Ticker, (double Fair, Instant At)> _fair = [];
    private readonly Dictionary<GameId, List<MarketFacts>> _markets = [];
    private readonly Dictionary<Ticker, Instant> _quietUntil = [];
    private readonly HashSet<GameId> _live = [];
    private readonly List<Input> _inputs = [];
    private int _orders;

    public int TakerEntries { get; private set; }

    public int MakerChances { get; private set; }

    public int TooLarge { get; private set; }

    public SortedSet<string> EnteredMarkets { get; } = new(StringComparer.Ordinal);

    public double EdgeAgainstTruth { get; private set; }

    public long Inputs { get; private set; }

    public Dictionary<string, int> ByKind { get; } = [];

    public bool Trades { get; init; }

    public void RunFor(TimeSpan time)
    {
        var end = world.Now + time;
        while (world.NextTime <= end)
        {
            _inputs.Clear();
            world.Step(_inputs);
            foreach (var input in _inputs) See(input);
            Inputs += _inputs.Count;
        }
    }

    private void See(Input input)
    {
        ByKind[input.GetType().Name] = ByKind.GetValueOrDefault(input.GetType().Name) + 1;
        switch (input)
        {
            case MarketListed listed:
                if (!_markets.TryGetValue(listed.Facts.Game, out var list)) _markets[listed.Facts.Game] = list = [];
                list.Add(listed.Facts);
                break;
            case ScoreReported score:
                if (score.Phase == GamePhase.InPlay) _live.Add(score.Game);
                else _live.Remove(score.Game);
                break;
            case OddsPolled odds:
                foreach (var facts in _markets[odds.Game]) Judge(facts, odds);
                break;
        }
    }

    private void Judge(MarketFacts facts, OddsPolled odds)
    {
        if (odds.Quotes.Length < 3 || !_live.Contains(odds.Game)) return;
        var fairs = odds.Quotes.Select(quote => Devig(quote, facts.YesOutcome)).Order().ToArray();
        var fair = fairs.Length % 2 == 1 ? fairs[fairs.Length / 2] : (fairs[fairs.Length / 2 - 1] + fairs[fairs.Length / 2]) / 2;
        _fair[facts.Ticker] = (fair, world.Now);
        if (world.Now < _quietUntil.GetValueOrDefault(facts.Ticker)) return;
        var index = world.Venue.FindMarket(facts.Ticker)!.Value;
        if (world.Venue.Status(index) != MarketStatus.Active) return;
        if (world.Venue.BestAsk(index) is not { } ask || world.Venue.BestBid(index) is not { } bid) return;
        var basketball = facts.Sport is Sport.Nba or Sport.CollegeBasketballMen or Sport.CollegeBasketballWomen;
        Consider(facts, index, fair - ask.Price.Units / 10_000.0, ask, OrderSide.Bid, basketball);
        Consider(facts, index, bid.Price.Units / 10_000.0 - fair, bid, OrderSide.Ask, basketball);
    }

    private void Consider(MarketFacts facts, MarketIndex index, double edge, BookLevel touch, OrderSide side, bool basketball)
    {
        var after = edge - 0.01;
        if (after > 0.15)
        {
            TooLarge++;
            return;
        }

        if (after >= (basketball ? 0.01 : 0.02) && after < (basketball ? 0.03 : 0.05)) MakerChances++;
        if (after < (basketball ? 0.03 : 0.05)) return;
        TakerEntries++;
        EnteredMarkets.Add(facts.Ticker.Value);
        _quietUntil[facts.Ticker] = world.Now + TimeSpan.FromSeconds(120);
        var truth = world.Market(index).ValueOf(world.Market(index).Game.Truth);
        EdgeAgainstTruth += side == OrderSide.Bid ? truth - touch.Price.Units / 10_000.0 : touch.Price.Units / 10_000.0 - truth;
        if (!Trades) return;
        var ticket = new OrderTicket(
            new ClientOrderId($"t-{++_orders}"), facts.Ticker, side, touch.Price, Quantity.FromContracts(3), TimeInForce.ImmediateOrCancel,
            OrderRole.Entry, false, false, null, SelfTradePrevention.TakerAtCross, false, null, facts.Shard);
        var more = new List<Input>();
        world.Submit(ticket, world.Now, more);
        Inputs += more.Count;
    }

    private static double Devig(BookmakerQuote quote, GameOutcome outcome)
    {
        var home = 1 / quote.HomeDecimalOdds;
        var away = 1 / quote.AwayDecimalOdds;
        var draw = quote.DrawDecimalOdds is { } odds ? 1 / odds : 0;
        return outcome switch { GameOutcome.Home => home, GameOutcome.Away => away, _ => draw } / (home + away + draw);
    }
}
