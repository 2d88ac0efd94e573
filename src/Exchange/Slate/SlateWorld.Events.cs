using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Slate;

public sealed partial class SlateWorld
{
    private void Happen(Happening kind, int which, ICollection<Input> into)
    {
        switch (kind)
        {
            case Happening.Open:
                Open(into);
                break;
            case Happening.GameStarts:
                _games[which].Game.Begin(Now);
                _scores[which].Note(Now);
                Plan(Happening.GameStep, which, Seconds(_games[which].Game.League.PaceSecondsPerStep));
                break;
            case Happening.GameStep:
                StepGame(which);
                break;
            case Happening.Score:
                ReportScore(which, into);
                break;
            case Happening.Odds:
                PollOdds(which, into);
                break;
            case Happening.Review:
                if (_games[which].Game.Phase == GamePhase.InPlay) _games[which].Game.SuspendBooks(Now + Seconds(_chance.Between(8, 30)));
                if (!_games[which].Game.IsOver) Plan(Happening.Review, which, Seconds(_chance.Exponential(1_200)));
                break;
            case Happening.Maker:
                _makers[which].Requote(_venue, Now, regular: true);
                if (!IsFinished(_makers[which].Market)) Plan(Happening.Maker, which, _makers[which].NextLook());
                break;
            case Happening.Crowd:
                _crowds[which].Act(_venue, Now);
                if (!IsFinished(_markets[which])) Plan(Happening.Crowd, which, _crowds[which].NextAction());
                break;
            case Happening.Volume:
                into.Add(VolumeOf(_markets[which]));
                if (!IsFinished(_markets[which])) Plan(Happening.Volume, which, Seconds(_chance.Between(15, 30)));
                break;
            case Happening.Alive:
                into.Add(StreamAlive.Instance);
                Plan(Happening.Alive, 0, TimeSpan.FromSeconds(2));
                break;
            default:
                HappenRarely(kind, which, into);
                break;
        }
    }

    private void HappenRarely(Happening kind, int which, ICollection<Input> into)
    {
        var game = _games[which].Game;
        switch (kind)
        {
            case Happening.Rain when game.Phase == GamePhase.InPlay:
                var until = Now + Seconds(_chance.Between(180, 600));
                game.Interrupt(until);
                _scores[which].Note(Now);
                SetMarketStatus(which, MarketStatus.Inactive);
                Plan(Happening.RainEnds, which, until - Now);
                break;
            case Happening.RainEnds:
                SetMarketStatus(which, MarketStatus.Active);
                break;
            case Happening.Postponement when !game.IsOver:
                game.Postpone();
                _scores[which].Note(Now);
                Plan(Happening.Announce, which, Seconds(60));
                break;
            case Happening.Announce:
                var close = Now + TimeSpan.FromSeconds(10);
                foreach (var market in MarketsOf(which))
                {
                    _venue.SetCloseTime(market.Index, close, Now);
                    into.Add(new MarketCloseTimeChanged(market.Facts.Ticker, close));
                }

                Plan(Happening.Determine, which, Seconds(_chance.Between(20, 60)));
                break;
            case Happening.Determine:
                foreach (var market in MarketsOf(which)) _venue.Determine(market.Index, game.SettlementValue(market.Facts.YesOutcome), Now);
                break;
        }
    }

    /// <summary>
    /// Shows games, markets and books as they stand, as to somebody who has just connected: after a restart our side knows
    /// none of it.
    /// </summary>
    public void Introduce(ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        Open(into);
        foreach (var market in _markets)
            if (_venue.Status(market.Index) is not MarketStatus.Active) into.Add(new MarketStatusChanged(market.Facts.Ticker, _venue.Status(market.Index)));
    }

    private void Open(ICollection<Input> into)
    {
        foreach (var planned in _games)
            into.Add(new GameListed(planned.Game.Id, planned.Game.League.Sport, planned.Home.Name, planned.Away.Name, planned.Game.Commence));
        foreach (var market in _markets) into.Add(new MarketListed(_venue.Facts(market.Index)));
        foreach (var market in _markets) into.Add(VolumeOf(market));
        foreach (var market in _markets) into.Add(SnapshotOf(market));
    }

    private void StepGame(int which)
    {
        var game = _games[which].Game;
        var wait = game.Step(Now, out var scored);
        _scores[which].Note(Now);
        if (scored || wait is null) Plan(Happening.Score, which, ScoreFeed.Delay);
        if (wait is { } next) Plan(Happening.GameStep, which, next);
        else Plan(Happening.Announce, which, Seconds(_chance.Between(5, 15)));
    }

    /// <summary>A report on change comes in between the regular ones; only these plan the next.</summary>
    private void ReportScore(int which, ICollection<Input> into)
    {
        var report = _scores[which].At(Now);
        into.Add(report);
        if (report.Phase is GamePhase.Final or GamePhase.Postponed) return;
        if (_nextScore[which] > Now) return;
        var wait = report.Phase == GamePhase.Scheduled ? Seconds(10) : Seconds(_chance.Between(2, 5));
        _nextScore[which] = Now + wait;
        Plan(Happening.Score, which, wait);
    }

    private void PollOdds(int which, ICollection<Input> into)
    {
        var game = _games[which].Game;
        var quotes = ImmutableArray.CreateBuilder<BookmakerQuote>(_books[which].Length);
        if (!game.IsOver)
        {
            foreach (var book in _books[which])
            {
                if (book.At(game, Now) is { } quote) quotes.Add(quote);
            }
        }

        var polled = quotes.DrainToImmutable();
        game.SetConsensus(polled.AsSpan(), Now);
        if (_settings.Lag == TimeSpan.Zero)
        {
            // Inputs come one by one, so somebody would be first: the bookmakers are shown as suspended while all quotes move.
            into.Add(new OddsPolled(game.Id, OddsSource, []));
            MakeFresh(which, into);
        }

        into.Add(new OddsPolled(game.Id, OddsSource, polled));
        if (!game.IsOver) Plan(Happening.Odds, which, Seconds(_chance.Between(1.7, 2.3)));
    }

    /// <summary>Makers and crowd stand at the new price before anybody sees it: all withdraw first, so that none blocks another.</summary>
    private void MakeFresh(int game, ICollection<Input> into)
    {
        var first = _marketsOfGame[game] * Styles.Length;
        var end = _marketsOfGame[game + 1] * Styles.Length;
        for (var i = first; i < end; i++) _makers[i].Withdraw(_venue, Now);
        for (var i = _marketsOfGame[game]; i < _marketsOfGame[game + 1]; i++) _crowds[i].Tidy(_venue, Now);
        for (var i = first; i < end; i++) _makers[i].Requote(_venue, Now, regular: false);
        Drain(into);
    }

    private void SetMarketStatus(int game, MarketStatus status)
    {
        foreach (var market in MarketsOf(game))
        {
            if (_venue.Status(market.Index) is MarketStatus.Active or MarketStatus.Inactive) _venue.SetStatus(market.Index, status, Now);
        }
    }

    private IEnumerable<SlateMarket> MarketsOf(int game)
    {
        for (var i = _marketsOfGame[game]; i < _marketsOfGame[game + 1]; i++) yield return _markets[i];
    }

    private bool IsFinished(SlateMarket market) =>
        _venue.Status(market.Index) is MarketStatus.Closed or MarketStatus.Determined or MarketStatus.Amended or MarketStatus.Finalized;

    private MarketVolumeReported VolumeOf(SlateMarket market) => new(market.Facts.Ticker, market.VolumeBefore + _venue.Volume(market.Index));

    private BookSnapshot SnapshotOf(SlateMarket market) => new(
        BookSid, ++_seq, market.Facts.Ticker, _venue.Levels(market.Index, Outcome.Yes), _venue.Levels(market.Index, Outcome.No));

    /// <summary>Turns what happened at the venue into what the public stream and our private stream show of it.</summary>
    private void Drain(ICollection<Input> into)
    {
        if (_raw) return;
        var outputs = _venue.Outputs;
        foreach (var level in outputs.Levels)
            into.Add(new BookDelta(BookSid, ++_seq, _markets[level.Market.Value].Facts.Ticker, level.Ladder, level.Price, level.Delta));
        foreach (var fill in outputs.Fills)
        {
            if (fill.Account == _client) into.Add(ToReport(fill, _venue.FindOrder(_client, fill.Order)?.ClientId, fill.PostPosition));
        }

        foreach (var order in outputs.Orders)
        {
            if (order.Account == _client) into.Add(new OrderReported(ToVenueOrder(order)));
        }

        foreach (var change in outputs.Markets) Report(change, into);
        foreach (var paid in outputs.Settlements)
        {
            if (paid.Account == _client) into.Add(new SettlementReported(ToRow(paid)));
        }

        foreach (var triggered in outputs.Groups)
        {
            if (triggered.Account == _client) into.Add(new OrderGroupTriggered(triggered.Group.ToOrderGroupId()));
        }

        outputs.Clear();
    }

    private void Report(in MarketChange change, ICollection<Input> into)
    {
        var ticker = _markets[change.Market.Value].Facts.Ticker;
        into.Add(new MarketStatusChanged(ticker, change.Status));
        if (change.Status is MarketStatus.Determined or MarketStatus.Amended) into.Add(new MarketDetermined(ticker, change.SettlementValue!.Value));
    }
}
