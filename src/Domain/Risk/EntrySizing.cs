using System.Globalization;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Domain.Risk;

/// <summary>
/// How many contracts an entry may have: the Kelly stake, or what a set asks of each leg, cut by the room that every limit leaves. Whole contracts only, at
/// least one; an entry cut below that is refused with the code of the limit that cut it. Each limit's room is the largest
/// count that fits, found by bisection over the same exact figures that the limit is defined by (they only rise with the count).
/// </summary>
internal sealed class EntrySizing
{
    private readonly RuleContext _c;
    private readonly Position _position;
    private readonly OrderLeg[] _legs;
    private readonly (Money Event, Money Sport, Money Account) _beside;
    private readonly Money _besideOfStrategy;
    private readonly Money? _available;
    private long _count;
    private RefusalCode _cutBy;
    private string _cutText = "";
    private RuleSet _evaluated;
    private RuleSet _bound;

    internal EntrySizing(RuleContext context, RuleSet evaluated)
    {
        _c = context;
        _evaluated = evaluated;
        _position = context.State.Ledger.Of(context.Ticker);
        _legs = [.. context.State.LegsOf(context.Ticker), default];
        _beside = context.State.ExposureBeside(context.Request.Market);
        _besideOfStrategy = context.OfStrategy is null ? Money.Zero : context.State.ExposureOf(context.Request.Strategy, except: context.Ticker);
        _available = context.State.AvailableCash(context.Request.Market.Shard);
    }

    internal Permission Decide()
    {
        var (limits, account, request) = (_c.Limits, _c.Account, _c.Request);
        _evaluated = _evaluated.With(RefusalCode.AvailableMoney);
        if (_available is not { } available)
            return Refuse(RefusalCode.AvailableMoney, $"cash of shard {request.Market.Shard} was never stated");
        _count = _c.Set?.Count ?? KellyContracts(available);
        if (_count < 1)
            return Refuse(RefusalCode.AvailableMoney, $"the Kelly stake on {available} buys less than one contract");
        var (wantedBy, wanted) = (_c.Set is null ? "kelly" : "set", _count);
        var held = _position.Quantity.Magnitude + _c.State.OpenCount(_c.Ticker, OrderRole.Entry);
        CutTo(RefusalCode.OrderSize, Whole(limits.MaxOrderContracts), $"limit {limits.MaxOrderContracts} an order");
        if (request.Liquidity == Liquidity.Taker) CutTo(RefusalCode.OrderSize, ShareOfDisplayed(), $"{request.Book.Displayed} displayed");
        CutTo(RefusalCode.MaxContracts, Whole(limits.MaxContracts - held), $"{held} held and working, limit {limits.MaxContracts}");
        Cut(RefusalCode.OrderCost, limits.MaxOrderCost, Cost);
        Cut(RefusalCode.ExposureMarket, limits.MaxExposureMarket, MarketExposure);
        CutToStrategy();
        Cut(RefusalCode.ExposureEvent, limits.MaxExposureEvent, n => _beside.Event + MarketExposure(n));
        Cut(RefusalCode.ExposureSport, limits.MaxExposureSport, n => _beside.Sport + MarketExposure(n));
        Cut(RefusalCode.ExposureAccount, account.MaxExposure, n => _beside.Account + MarketExposure(n));
        Cut(RefusalCode.AvailableMoney, available, Cost);
        Cut(RefusalCode.HardCeiling, _c.Settings.Ceilings.OrderCost, Cost);
        Cut(RefusalCode.HardCeiling, _c.Settings.Ceilings.Exposure, n => _beside.Account + MarketExposure(n));
        if (_count < 1) return Refuse(_cutBy, _cutText);
        var exposure = MarketExposure(_count);
        var evidence = string.Create(
            CultureInfo.InvariantCulture,
            $"count={_count} limit={request.Limit} reserved={Cost(_count).Micros} {wantedBy}={wanted} cash={available.Micros} market={exposure.Micros} event={(_beside.Event + exposure).Micros} sport={(_beside.Sport + exposure).Micros} account={(_beside.Account + exposure).Micros}");
        return new Approved(Quantity.FromContracts(_count), Cost(_count), evidence, _evaluated, _bound);
    }

    private void CutToStrategy()
    {
        if (_c.OfStrategy is not { } own) return;
        Cut(RefusalCode.StrategyExposure, own.MaxOrderCost, Cost);
        Cut(RefusalCode.StrategyExposure, own.MaxExposure, n => _besideOfStrategy + MarketExposure(n));
    }

    /// <summary>Whole contracts of the Kelly stake on the money available, with a taker's fee in the cost.</summary>
    private long KellyContracts(Money available)
    {
        var request = _c.Request;
        var fee = FeeCalculator.TradeFee(request.Market.Fees, Liquidity.Taker, request.Limit, Quantity.FromContracts(1));
        return Whole(Kelly.Contracts(
            request.WinProbability, FeeReserve.BoughtPrice(request.Side, request.Limit), fee, _c.Series.Entry.KellyFraction, available, KellyCap));
    }

    /// <summary>What the ceiling on one order would buy at the finest tick, which no order exceeds: the limits below cut the stake.</summary>
    private Quantity KellyCap =>
        Quantity.FromContracts(_c.Settings.Ceilings.OrderCost.Micros / (Money.MicrosPerDollar / Price.UnitsPerDollar));

    private long ShareOfDisplayed() =>
        (long)Math.Floor(Math.Max(_c.Request.Book.Displayed.Hundredths, 0) * _c.Series.Entry.TakerShareOfDisplayed / Quantity.HundredthsPerContract);

    private Money Cost(long count) =>
        FeeReserve.CostOf(_c.Request.Market, _c.Request.Side, _c.Request.Limit, Quantity.FromContracts(count));

    private Money MarketExposure(long count)
    {
        _legs[^1] = new OrderLeg(_c.Request.Side, Quantity.FromContracts(count), Cost(count));
        return Exposure.Of(_position, _legs);
    }

    private static long Whole(Quantity quantity) => Math.Max(quantity.Hundredths, 0) / Quantity.HundredthsPerContract;

    private void CutTo(RefusalCode code, long room, string text)
    {
        if (_count < 1) return;
        _evaluated = _evaluated.With(code);
        if (room >= _count) return;
        // The tightest limit alone counts as bound: it has set the size.
        (_count, _cutBy, _cutText, _bound) = (room, code, text, default(RuleSet).With(code));
    }

    private void Cut(RefusalCode code, Money limit, Func<long, Money> value)
    {
        if (_count < 1) return;
        var (fits, tooMany) = (0L, _count + 1);
        if (value(_count) <= limit) fits = _count;
        while (fits < _count && tooMany - fits > 1)
        {
            var middle = fits + (tooMany - fits) / 2;
            if (value(middle) <= limit) fits = middle;
            else tooMany = middle;
        }

        CutTo(code, fits, $"{value(1)} with one contract, limit {limit}");
    }

    private Refused Refuse(RefusalCode code, string text) => new(code, text, _evaluated, default(RuleSet).With(code));
}
