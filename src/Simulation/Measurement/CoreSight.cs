using System.Collections.Immutable;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Positions;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Simulation.Measurement;

/// <summary>Looks at a core by its own questions, which are asked between inputs, are on no tape, and decide nothing.</summary>
public sealed class CoreSight(TradingCore core) : ICoreSight
{
    /// <inheritdoc/>
    public MarketMoment? Of(Ticker ticker, Instant at)
    {
        var reply = core.Query(new MarketQuery(ticker));
        if (!reply.Known) return null;
        var view = reply.View;
        return new MarketMoment(
            view.Status == MarketStatus.Active, view.BookLive, view.Bid?.Price, view.Ask?.Price,
            view.Odds is { } odds && odds.IsValidAt(at) ? odds.Yes : null,
            view.Score is { } score && score.IsValidAt(at) ? score.Yes : null);
    }

    /// <inheritdoc/>
    public ImmutableArray<OpeningPosition> Opening() =>
        [.. core.Query(new PositionQuery()).Ledger.Positions.Values.Where(position => !position.IsFlat)
            .Select(position => new OpeningPosition(position.Ticker, position.Quantity, position.Cost))];
}
