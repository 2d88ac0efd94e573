using System.Collections.Immutable;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Reference;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Simulation.Import;

/// <summary>One minute of a market's history.</summary>
/// <param name="End">Its end: then it is known.</param>
/// <param name="Bid">The best YES bid then; $0 for none.</param>
/// <param name="Ask">The best YES ask then; $1 for none.</param>
/// <param name="Volume">Contracts traded in it.</param>
public readonly record struct HistoryBar(Instant End, Price Bid, Price Ask, Quantity Volume);

/// <summary>A trade of a market's history.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Price">What was paid for a YES.</param>
/// <param name="Count">Contracts.</param>
/// <param name="Taker">What the taker bought.</param>
/// <param name="IsBlock">Whether it was agreed off the book.</param>
public readonly record struct HistoryTrade(Instant At, Price Price, Quantity Count, Outcome Taker, bool IsBlock);

/// <summary>A market as the venue lists it, with its history within a span.</summary>
/// <param name="Listed">The venue's record of it.</param>
/// <param name="Bars">Its minutes, oldest first; quiet ones may be missing.</param>
/// <param name="Trades">Its trades, oldest first.</param>
public sealed record HistoryMarket(MarketInfo Listed, ImmutableArray<HistoryBar> Bars, ImmutableArray<HistoryTrade> Trades);

/// <summary>A market, or its result, that is not on the tape, and why.</summary>
public readonly record struct HistoryQuarantine(Ticker Ticker, string Reason);

/// <summary>What became of the venue's history.</summary>
/// <param name="Day">The inputs in order, with the importer's report.</param>
/// <param name="Found">Markets that existed within the span.</param>
/// <param name="WithTrades">Markets on the tape with a trade.</param>
/// <param name="Trades">Trades on the tape.</param>
/// <param name="Blocks">Of those, agreed off the book.</param>
/// <param name="AfterClose">Minutes that ended after their market's close and were left out.</param>
/// <param name="Empty">Markets without a single minute, which are not on the tape.</param>
/// <param name="Unsettled">Markets on the tape that the venue has not settled yet.</param>
/// <param name="Quarantined">Markets and results that lack a fact.</param>
/// <param name="Uneven">Markets whose trades do not add up to the volume of their minutes.</param>
public sealed record ImportedHistory(
    ImportedDay Day, int Found, int WithTrades, int Trades, int Blocks, int AfterClose, int Empty, int Unsettled, ImmutableArray<HistoryQuarantine> Quarantined, ImmutableArray<Ticker> Uneven);

/// <summary>
/// Makes a tape's inputs of the venue's own history. A minute's closing bid and ask become top of book at its end, with an assumed size,
/// since candles hold none; a side without a price is empty. Grid, settlement timer and shard are those of the market's record (an older
/// record without a shard leaves that to the series' table), fees the series' as the venue gives them. A record's close time was moved
/// when the result was near, and is the future until then: a market is listed with the close that its ticker and the series' table give,
/// and closes when it did. A result comes when money moved. A record that lacks one of these facts is quarantined, never completed.
/// </summary>
public static class KalshiHistory
{
    /// <summary>The facts of a series' table that the venue's own answers replace.</summary>
    private static readonly ImmutableArray<string> _answered = ["fee_type", "fee_multiplier", "grid", "settlement_timer_seconds", "shard"];

    /// <summary>Makes the inputs.</summary>
    /// <param name="markets">The markets of one series, in any order.</param>
    /// <param name="fees">Fee type and multiplier of the series.</param>
    /// <param name="polls">Odds beside it; may be empty.</param>
    /// <param name="reference">Clubs and series facts.</param>
    /// <param name="assumedSize">The size shown at both sides of every top.</param>
    public static ImportedHistory Import(IReadOnlyList<HistoryMarket> markets, FeeSchedule fees, ImmutableArray<OddsPoll> polls, ReferenceData reference, Quantity assumedSize)
    {
        ArgumentNullException.ThrowIfNull(markets);
        var timeline = new ImportTimeline(reference);
        var quarantined = ImmutableArray.CreateBuilder<HistoryQuarantine>();
        var uneven = ImmutableArray.CreateBuilder<Ticker>();
        var (withTrades, trades, blocks, afterClose, empty, settled, unsettled) = (0, 0, 0, 0, 0, 0, 0);
        foreach (var market in markets.OrderBy(one => one.Listed.Ticker))
        {
            if (!TryKnow(market, fees, reference, out var known, out var reason))
            {
                quarantined.Add(new HistoryQuarantine(market.Listed.Ticker, reason));
                continue;
            }

            if (market.Bars.IsEmpty)
            {
                empty++;
                continue;
            }

            timeline.Know(known, market.Trades is [{ At: var traded }, ..] ? Instant.Min(traded, market.Bars[0].End) : market.Bars[0].End);
            afterClose += AddBars(market, timeline, assumedSize);
            if (known.Rows == 0)
            {
                empty++;
                continue;
            }

            foreach (var trade in market.Trades)
                timeline.Add(trade.At, ImportRank.Trade, new PublicTradeReported(known.Facts.Ticker, trade.Price, trade.Count, trade.Taker, trade.IsBlock));
            (trades, blocks, withTrades) = (trades + market.Trades.Length, blocks + market.Trades.Count(trade => trade.IsBlock), withTrades + (market.Trades.IsEmpty ? 0 : 1));
            if (!AddsUp(market)) uneven.Add(known.Facts.Ticker);
            switch (AddResult(market.Listed, timeline))
            {
                case null: settled++; break;
                case "": unsettled++; break;
                case { } why: quarantined.Add(new HistoryQuarantine(known.Facts.Ticker, why)); break;
            }
        }

        var day = timeline.Finish(polls, settled, assumedSize, "minutes", TimeSpan.FromMinutes(1));
        var answered = markets.Any(market => market.Listed.Shard is null) ? _answered.Remove("shard") : _answered;
        day = day with { Report = day.Report with { AssumedFacts = [.. day.Report.AssumedFacts.Where(fact => !answered.Contains(fact[(fact.IndexOf(' ', StringComparison.Ordinal) + 1)..]))] } };
        return new ImportedHistory(day, markets.Count, withTrades, trades, blocks, afterClose, empty, unsettled, quarantined.ToImmutable(), uneven.ToImmutable());
    }

    private static bool TryKnow(HistoryMarket market, FeeSchedule fees, ReferenceData reference, out RecordedMarket known, out string reason)
    {
        known = null!;
        var listed = market.Listed;
        if (!GameMarkets.TryFacts(listed.Ticker, reference.Series, reference.Teams, out var facts, out var game, out reason)) return false;
        if (listed.Event != facts.Event) reason = $"its event is {listed.Event}, which its ticker does not say";
        else if (listed.IsScalar) reason = "its market_type is scalar";
        if (reason.Length > 0) return false;
        facts = facts with { Grid = listed.Grid, Fees = fees, Shard = listed.Shard ?? facts.Shard, SettlementTimer = listed.SettlementTimer };
        known = new RecordedMarket(facts, game, reference.Series.Find(facts.Series)!);
        return true;
    }

    /// <summary>Adds the minutes; says how many ended after the close.</summary>
    private static int AddBars(HistoryMarket market, ImportTimeline timeline, Quantity size)
    {
        var ticker = market.Listed.Ticker;
        var (late, volume, first) = (0, Quantity.Zero, true);
        foreach (var bar in market.Bars)
        {
            if (HasClosed(market.Listed) && bar.End > market.Listed.CloseTime)
            {
                late++;
                continue;
            }

            var where = $"minute that ended {bar.End}";
            if (bar.Bid >= bar.Ask)
            {
                timeline.Faults.Add(where, $"{ticker}: the bid is not below the ask");
                continue;
            }

            if (timeline.Row(ticker, bar.End, where) is null) continue;
            volume += bar.Volume;
            if (first || !bar.Volume.IsZero) timeline.Add(bar.End, ImportRank.Row, new MarketVolumeReported(ticker, volume));
            timeline.Add(bar.End, ImportRank.Row, RecordedTop.Quote(ticker, bar.Bid, bar.Ask, size));
            first = false;
        }

        return late;
    }

    /// <summary>Adds close and result: null for settled, empty for not settled yet, else why the result is not on the tape.</summary>
    private static string? AddResult(MarketInfo listed, ImportTimeline timeline)
    {
        if (!HasClosed(listed)) return "";
        timeline.Add(listed.CloseTime, ImportRank.Result, new MarketStatusChanged(listed.Ticker, MarketStatus.Closed));
        if (listed.Status != MarketStatus.Finalized) return "";
        if (!TryValue(listed, out var value, out var reason)) return reason;
        if (listed.SettledAt is not { } settled) return "settled, and settlement_ts is missing: nobody knows when money moved";
        if (settled < listed.CloseTime) return $"settled at {settled}, before it closed at {listed.CloseTime}";
        timeline.Add(settled, ImportRank.Result, new MarketDetermined(listed.Ticker, value));
        return null;
    }

    private static bool TryValue(MarketInfo listed, out Price value, out string reason)
    {
        (value, reason) = (default, "");
        var paid = listed.SettlementValue;
        if (listed.Result.Length == 0) reason = "settled, and its result is empty";
        else if (listed.Result == "scalar" && paid is null) reason = "settled as scalar, and settlement_value_dollars is missing";
        else if (listed.Result != "scalar" && paid is { } other && other != (listed.Result == "yes" ? Price.One : Price.Zero)) reason = $"settled {listed.Result}, and a YES paid ${other}";
        else value = listed.Result switch { "yes" => Price.One, "no" => Price.Zero, _ => paid!.Value };
        return reason.Length == 0;
    }

    /// <summary>Whether the trades within the minutes are as many contracts as the minutes say: each checks that the other is whole.</summary>
    private static bool AddsUp(HistoryMarket market)
    {
        var (from, to) = (market.Bars[0].End - TimeSpan.FromMinutes(1), market.Bars[^1].End);
        var traded = market.Trades.Where(trade => trade.At >= from && trade.At < to).Aggregate(Quantity.Zero, (sum, trade) => sum + trade.Count);
        return traded == market.Bars.Aggregate(Quantity.Zero, (sum, bar) => sum + bar.Volume);
    }

    private static bool HasClosed(MarketInfo listed) => listed.Status is not (MarketStatus.Initialized or MarketStatus.Active or MarketStatus.Inactive);
}
