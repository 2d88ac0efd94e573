using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>Writes markets, events and series as the venue shows them (specification 3.30; bodies of 2026-07-09).</summary>
internal static class MarketWriter
{
    private static readonly TimeSpan _opensBefore = TimeSpan.FromDays(3);
    private static readonly TimeSpan _expectedAfter = TimeSpan.FromHours(3);

    public static string StatusText(MarketStatus status) => status.ToString().ToLowerInvariant();

    public static string FeeTypeText(FeeType type) => type switch
    {
        FeeType.Quadratic => "quadratic",
        FeeType.QuadraticWithMakerFees => "quadratic_with_maker_fees",
        FeeType.QuadraticWithComboMakerFees => "quadratic_with_combo_maker_fees",
        _ => throw new InvariantViolation($"The venue has no text for the fee type {type}."),
    };

    /// <summary>yes, no or scalar once a result stands; empty before.</summary>
    public static string ResultText(Price? value) => value is not { } price ? "" : price == Price.One ? "yes" : price == Price.Zero ? "no" : "scalar";

    public static void Write(Utf8JsonWriter writer, ExchangeView view, ListedMarket market)
    {
        var facts = view.Facts(market.Index);
        var memory = view.Memory(market.Index);
        writer.WriteStartObject();
        WriteTexts(writer, market);
        WriteTimes(writer, market, facts, memory);
        writer.WriteNumber("settlement_timer_seconds", (long)facts.SettlementTimer.TotalSeconds);
        writer.WriteString("status", StatusText(facts.Status));
        WriteQuotes(writer, view, market.Index);
        writer.WriteString("last_price_dollars", WireWriter.Text(memory.LastPrice ?? Price.Zero));
        writer.WriteString("previous_price_dollars", WireWriter.Text(memory.PreviousPrice ?? Price.Zero));
        writer.WriteString("previous_yes_bid_dollars", WireWriter.Text(Price.Zero));
        writer.WriteString("previous_yes_ask_dollars", WireWriter.Text(Price.Zero));
        writer.Count("volume_fp", view.Volume(market.Index));
        writer.Count("volume_24h_fp", view.Volume(market.Index));
        writer.Count("open_interest_fp", view.OpenInterest(market.Index));
        writer.WriteString("notional_value_dollars", "1.0000");
        WriteResult(writer, view, market, memory);
        WriteGrid(writer, facts.Grid);
        writer.WriteNumber("exchange_index", facts.Shard.Index);
        writer.WriteEndObject();
    }

    public static void WriteGrid(Utf8JsonWriter writer, PriceGrid grid)
    {
        writer.WriteString("price_level_structure", StructureOf(grid));
        writer.Array("price_ranges", grid.Ranges, static (inner, range) =>
        {
            inner.WriteStartObject();
            inner.Price("start", range.Start);
            inner.Price("end", range.End);
            inner.Price("step", Price.FromUnits(range.Step.Units));
            inner.WriteEndObject();
        });
    }

    public static void WriteEvent(Utf8JsonWriter writer, ExchangeView view, ListedEvent listed, bool withMarkets)
    {
        writer.WriteStartObject();
        writer.WriteString("event_ticker", listed.Event.Value);
        writer.WriteString("series_ticker", listed.Series.Value);
        writer.WriteString("title", listed.Sides);
        writer.WriteString("sub_title", $"{listed.AwayCode} at {listed.HomeCode} ({UsEastern.ToLocal(listed.Commence).ToString("MMM d", CultureInfo.InvariantCulture)})");
        writer.WriteString("collateral_return_type", "MECNET");
        writer.WriteBoolean("mutually_exclusive", true);
        writer.WriteString("category", "Sports");
        writer.EmptyArray("settlement_sources");
        writer.Time("last_updated_ts", listed.ListedAt);
        writer.WriteNumber("exchange_index", listed.Shard.Index);
        if (withMarkets) writer.Array("markets", MarketsOf(view, listed), (inner, market) => Write(inner, view, market));
        writer.WriteEndObject();
    }

    public static void WriteSeries(Utf8JsonWriter writer, ExchangeView view, SeriesTicker series)
    {
        var market = view.Markets.First(listed => listed.Event.Series == series);
        var fees = view.Facts(market.Index).Fees;
        writer.WriteStartObject();
        writer.WriteString("ticker", series.Value);
        writer.WriteString("frequency", "custom");
        writer.WriteString("title", SportText(market.Event.Sport) + " game");
        writer.WriteString("category", "Sports");
        writer.Array("categories", ["Sports"], static (inner, text) => inner.WriteStringValue(text));
        writer.Array("tags", [SportText(market.Event.Sport)], static (inner, text) => inner.WriteStringValue(text));
        writer.EmptyArray("settlement_sources");
        writer.WriteString("contract_url", "");
        writer.WriteString("contract_terms_url", "");
        writer.WriteString("fee_type", FeeTypeText(fees.Type));
        writer.WritePropertyName("fee_multiplier");
        writer.WriteRawValue((fees.MultiplierMillis / 1000m).ToString("0.###", CultureInfo.InvariantCulture));
        writer.EmptyArray("additional_prohibitions");
        writer.Time("last_updated_ts", market.Event.ListedAt);
        writer.WriteNumber("exchange_index", market.Event.Shard.Index);
        writer.WriteEndObject();
    }

    public static IEnumerable<ListedMarket> MarketsOf(ExchangeView view, ListedEvent listed) => view.Markets.Where(market => market.Event.Event == listed.Event);

    public static string SportText(Sport sport) => sport switch
    {
        Sport.Nba => "Pro Basketball",
        Sport.CollegeBasketballMen => "College Basketball (M)",
        Sport.CollegeBasketballWomen => "College Basketball (W)",
        Sport.Nfl => "Pro Football",
        Sport.Mlb => "Pro Baseball",
        Sport.Nhl => "NHL",
        Sport.Epl => "EPL",
        _ => "Sports",
    };

    private static void WriteTexts(Utf8JsonWriter writer, ListedMarket market)
    {
        var listed = market.Event;
        writer.WriteString("ticker", market.Ticker.Value);
        writer.WriteString("event_ticker", listed.Event.Value);
        writer.WriteString("market_type", "binary");
        writer.WriteString("title", listed.Sides + " Winner?");
        // Game markets carry the same text on both sides (bodies of 2026-07-09).
        writer.WriteString("yes_sub_title", market.YesName);
        writer.WriteString("no_sub_title", market.YesName);
        writer.WriteString("strike_type", "structured");
        writer.WriteStartObject("custom_strike");
        writer.WriteString(market.TeamKey, market.TeamId);
        writer.WriteEndObject();
        var rule = $"{listed.Sides} {SportText(listed.Sport)} game originally scheduled for {listed.Date}";
        writer.WriteString(
            "rules_primary",
            market.Outcome == GameOutcome.Draw ? $"If the {rule} ends in a tie, then the market resolves to Yes." : $"If {market.YesName} wins the {rule}, then the market resolves to Yes.");
        writer.WriteString("rules_secondary", $"The following market refers to the {rule}. If the game is postponed, the market will resolve to a fair price in accordance with the rules.");
        writer.WriteBoolean("can_close_early", true);
        writer.WriteString("early_close_condition", "This market will close and expire after a winner is declared.");
    }

    private static void WriteTimes(Utf8JsonWriter writer, ListedMarket market, MarketFacts facts, MarketMemory memory)
    {
        var opened = market.Event.ListedAt;
        var expected = market.Event.Commence + _expectedAfter;
        writer.Time("created_time", opened - TimeSpan.FromMinutes(10));
        writer.Time("updated_time", memory.UpdatedAt);
        writer.Time("open_time", facts.Status == MarketStatus.Initialized ? market.Event.Commence - _opensBefore : opened);
        writer.Time("close_time", facts.CloseTime);
        writer.Time("expected_expiration_time", expected);
        writer.Time("expiration_time", market.Backstop);
        writer.Time("latest_expiration_time", market.Backstop);
        writer.Time("occurrence_datetime", expected);
    }

    // Empty sides are shown as $0 and $1 (recorded 2026-06-11).
    private static void WriteQuotes(Utf8JsonWriter writer, ExchangeView view, MarketIndex market)
    {
        var bid = view.BestBid(market);
        var ask = view.BestAsk(market);
        var (bidPrice, askPrice) = (bid?.Price ?? Price.Zero, ask?.Price ?? Price.One);
        writer.Price("yes_bid_dollars", bidPrice);
        writer.Count("yes_bid_size_fp", bid?.Size ?? Quantity.Zero);
        writer.Price("yes_ask_dollars", askPrice);
        writer.Count("yes_ask_size_fp", ask?.Size ?? Quantity.Zero);
        writer.Price("no_bid_dollars", askPrice.Complement);
        writer.Price("no_ask_dollars", bidPrice.Complement);
    }

    private static void WriteResult(Utf8JsonWriter writer, ExchangeView view, ListedMarket market, MarketMemory memory)
    {
        var value = view.SettlementValue(market.Index);
        writer.WriteString("result", ResultText(value));
        writer.WriteString("expiration_value", value is null ? "" : WireWriter.Text(value.Value));
        if (value is { } paid) writer.Price("settlement_value_dollars", paid);
        if (memory.SettledAt is { } settled) writer.Time("settlement_ts", settled);
    }

    private static string StructureOf(PriceGrid grid) => grid.Ranges.Length == 1
        ? grid.Ranges[0].Step.Units switch { 100 => "linear_cent", 10 => "deci_cent", 50 => "half_edge_half", 20 => "quint_edge_quint", 1 => "center_centi_edge_centi", _ => "" }
        : "";
}
