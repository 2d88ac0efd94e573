using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Strategies;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Domain.Tests.Strategies.Sets;

/// <summary>A game of two or three markets in which the settings allow a set, to be changed one fact at a time.</summary>
internal static class SetScene
{
    internal static readonly SetFacts Whole = new(Exclusive: true, Exhaustive: true, CollateralReturn.None, IsAssumed: false);

    internal static readonly SetSettings Settings = new(
        PriceOffset.FromUnits(50), PriceOffset.FromCents(10), Quantity.FromContracts(100), Money.FromDollars(100), TimeSpan.FromSeconds(2),
        AcceptCollateralReturn: false);

    private static readonly GameOutcome[] Outcomes = [GameOutcome.Home, GameOutcome.Away, GameOutcome.Draw];

    internal static SetLeg Leg(
        int place, int of, int bidCents, int askCents, double fair, decimal bidSize = 60, decimal askSize = 60, SeriesSettings? series = null, int multiplier = 1000)
    {
        var facts = Views.Facts with
        {
            Ticker = new Ticker(Views.Facts.Event.Value + "-" + "ABC"[place]),
            YesOutcome = Outcomes[place],
            OutcomesInGame = of,
            Fees = new FeeSchedule(FeeType.QuadraticWithMakerFees, multiplier),
        };
        var view = Views.At(fair, bidCents, askCents) with
        {
            Terms = new MarketTerms(facts, MemberPrecision.Direct, Views.Decisions(series)),
            Bid = new BookLevel(Price.FromCents(bidCents), Quantity.FromHundredths((long)(bidSize * 100))),
            Ask = new BookLevel(Price.FromCents(askCents), Quantity.FromHundredths((long)(askSize * 100))),
        };
        return new SetLeg(view, Views.Now - TimeSpan.FromSeconds(1));
    }

    /// <summary>Asks of 45 and 50 cents at fair values of 49 and 51: YES of both costs 95 cents.</summary>
    internal static SetLeg[] Cheap(SeriesSettings? series = null, double home = 0.49) =>
        [Leg(0, 2, 44, 45, home, series: series), Leg(1, 2, 49, 50, 1 - home, series: series)];

    /// <summary>Bids of 50 and 55 cents: NO of both costs 95 cents.</summary>
    internal static SetLeg[] Dear() => [Leg(0, 2, 50, 51, 0.49), Leg(1, 2, 55, 56, 0.51)];

    internal static SetLeg With(this SetLeg leg, Func<MarketView, MarketView> change) => leg with { View = change(leg.View) };

    internal static SetLeg Facts(this SetLeg leg, Func<MarketFacts, MarketFacts> change) => leg.With(view =>
        view with { Terms = new MarketTerms(change(view.Terms.Facts), MemberPrecision.Direct, Views.Decisions(view.Terms.Settings)) });
}
