using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Reference;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Simulation.Tests.Import;

public sealed class KalshiMinutesTests : IDisposable
{
    private const string Header = "market_ticker,period_end_time,yes_bid_close,yes_ask_close,volume,last_pitch_time,inning,score_diff,state_age_seconds,home_win";
    private static readonly Quantity Size = Quantity.FromContracts(100);
    private static readonly Ticker Pit = new("KXMLBGAME-26JUL051300PITWSH-WSH");
    private readonly string _directory = Directory.CreateTempSubdirectory("kalshiarb-import").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static ReferenceData Reference()
    {
        Assert.True(ReferenceData.TryLoad(ReferenceData.DefaultDirectory, out var data, out var errors), string.Join('\n', errors));
        return data;
    }

    private static string Recorded(string relative)
    {
        var path = RecordedData.Find(relative);
        Skip.If(path is null, $"missing: {relative}");
        return path!;
    }

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private static ImportedDay Import(string minutes, params string[] odds)
    {
        Assert.True(KalshiMinutes.TryImport(minutes, odds, Reference(), Size, out var day, out var reason), reason);
        return day;
    }

    private static ImportedDay ImportRecorded() =>
        Import(Recorded("mlb-2026-07/kalshi_minutes.csv.gz"), Recorded("mlb-2026-07/oddsapi_h2h_changes.csv.gz"));

    private static string Row(string time, string bid = "0.50", string ask = "0.51", string ticker = "KXMLBGAME-26JUL051300PITWSH-WSH", string homeWin = "1") =>
        $"{ticker},2026-07-05T{time}.000Z,{bid},{ask},12.5,2026-07-05T20:00:00.000Z,3,-2,7.25,{homeWin}";

    [SkippableFact]
    public void The_recorded_days_join_23_of_23_games_to_their_odds_and_none_in_doubt()
    {
        var day = ImportRecorded();
        var expected = RecordedFile.ReadLines(Recorded("mlb-2026-07/kalshi_to_oddsapi.csv")).Skip(1)
            .Select(line => line.Split(',')).ToDictionary(f => f[3], f => "KXMLBGAME-" + f[2]);
        Assert.Equal(23, expected.Count);
        foreach (var join in day.Report.OddsJoins)
        {
            Assert.Equal(expected.TryGetValue(join.EventId, out var game) ? game : null, join.Game?.Value);
        }
        Assert.Equal(38, day.Report.OddsJoins.Length);
        Assert.Equal(23, day.Report.Matched);
        Assert.Equal(15, day.Report.Unmatched);
        Assert.Equal(0, day.Report.Ambiguous);
        Assert.Equal(117, day.Report.Games);
        Assert.Equal(18_463, day.Report.Rows);
        Assert.Equal(3_710, day.Report.RowsWithOdds);
        Assert.Equal(45 + 117, day.Report.StaleMarks);
        Assert.Equal(117, day.Report.Settled);
        Assert.Equal(200, day.Report.OddsPolls);
        Assert.Equal(0, day.Report.Faults.Count);
        Assert.Empty(day.Report.MarketsLeftOut);
        Assert.Empty(day.Report.AssumedFacts);
    }

    [SkippableFact]
    public void Recorded_inputs_come_in_time_order_and_twice_the_same()
    {
        var first = ImportRecorded();
        var second = ImportRecorded();
        Assert.Equal(first.Inputs.Length, second.Inputs.Length);
        for (var i = 0; i < first.Inputs.Length; i++)
        {
            if (i > 0) Assert.True(first.Inputs[i - 1].Stamp <= first.Inputs[i].Stamp);
            Assert.Equal(Describe(first.Inputs[i]), Describe(second.Inputs[i]));
        }
    }

    private static string Describe(TimedInput input) =>
        input.Input is OddsPolled odds ? $"{input.Stamp} {odds.Game} {string.Join(';', odds.Quotes)}" : input.ToString();

    [SkippableFact]
    public void The_future_reaches_nothing_but_the_result()
    {
        // The same day with every result turned round and every last pitch two hours later: nothing else may change.
        var path = Recorded("mlb-2026-07/kalshi_minutes.csv.gz");
        var lines = RecordedFile.ReadLines(path).ToArray();
        var header = lines[0].Split(',');
        var (win, pitch) = (Array.IndexOf(header, "home_win"), Array.IndexOf(header, "last_pitch_time"));
        for (var i = 1; i < lines.Length; i++)
        {
            var fields = lines[i].Split(',');
            fields[win] = fields[win] == "1" ? "0" : "1";
            fields[pitch] = DateTimeOffset.Parse(fields[pitch], System.Globalization.CultureInfo.InvariantCulture).AddHours(2).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
            lines[i] = string.Join(',', fields);
        }
        var recorded = ImportRecorded();
        var turned = Import(Write("turned.csv", lines), Recorded("mlb-2026-07/oddsapi_h2h_changes.csv.gz"));
        static bool IsResult(TimedInput i) => i.Input is MarketDetermined or MarketStatusChanged;
        Assert.Equal(recorded.Inputs.Where(i => !IsResult(i)).Select(Describe), turned.Inputs.Where(i => !IsResult(i)).Select(Describe));
        var results = recorded.Inputs.Select(i => i.Input).OfType<MarketDetermined>().ToDictionary(d => d.Ticker, d => d.SettlementValue);
        foreach (var result in turned.Inputs.Select(i => i.Input).OfType<MarketDetermined>()) Assert.Equal(results[result.Ticker].Complement, result.SettlementValue);
    }

    [Fact]
    public void A_row_gives_score_volume_and_top_at_the_end_of_its_minute()
    {
        var day = Import(Write("m.csv", Header, Row("17:05:00"), Row("17:06:00", "0.52", "0.54")));
        var inputs = day.Inputs;
        var at = Instant.From(new DateTimeOffset(2026, 7, 5, 17, 5, 0, TimeSpan.Zero));
        var facts = Assert.IsType<MarketListed>(inputs[0].Input).Facts;
        Assert.Equal(at, inputs[0].Stamp);
        Assert.Equal(GameOutcome.Home, facts.YesOutcome);
        Assert.Equal(new Shard(3), facts.Shard);
        Assert.Equal(500, facts.Fees.MultiplierMillis);
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 8, 17, 0, 0, TimeSpan.Zero)), facts.CloseTime);
        Assert.Equal(new ScoreReported(facts.Game, GamePhase.InPlay, 0, 2, null, 3, at - TimeSpan.FromSeconds(7.25)), inputs[1].Input);
        Assert.Equal(new MarketVolumeReported(Pit, Quantity.FromHundredths(1_250)), inputs[2].Input);
        Assert.Equal(new TopQuoted(Pit, new BookLevel(Price.FromCents(50), Size), new BookLevel(Price.FromCents(51), Size)), inputs[3].Input);
        Assert.Equal(new MarketVolumeReported(Pit, Quantity.FromHundredths(2_500)), inputs[5].Input);
        Assert.All(inputs.Take(4), i => Assert.Equal(at, i.Stamp));
        Assert.All(inputs.Skip(4).Take(3), i => Assert.Equal(at + TimeSpan.FromMinutes(1), i.Stamp));
    }

    [Fact]
    public void Half_outs_and_runners_are_part_of_the_score_where_the_recording_has_them()
    {
        const string More = ",inning_topbot,outs_when_up,runner_on_first,runner_on_second,runner_on_third";
        var day = Import(Write("m.csv", Header + More, Row("17:05:00") + ",1,2,1,0,1", Row("17:06:00") + ",0,4,0,0,0"));
        Assert.Equal(new InningProgress(true, 2, 5), Assert.Single(day.Inputs.Select(i => i.Input).OfType<ScoreReported>()).Innings);
        Assert.Equal("no outs_when_up", Assert.Single(day.Report.Faults.First).Reason);
        Assert.Null(Import(Write("n.csv", Header, Row("17:05:00"))).Inputs.Select(i => i.Input).OfType<ScoreReported>().Single().Innings);
    }

    [Fact]
    public void A_missing_minute_makes_the_book_stale_from_its_end_until_the_next_row()
    {
        var day = Import(Write("m.csv", Header, Row("17:05:00"), Row("17:06:00"), Row("17:09:00")));
        var stale = day.Inputs.Where(i => i.Input is FrameQuarantined).ToArray();
        Assert.Equal(2, stale.Length);
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 5, 17, 7, 0, TimeSpan.Zero)), stale[0].Stamp);
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 5, 17, 10, 0, TimeSpan.Zero)), stale[1].Stamp);
        Assert.Equal(Pit, ((FrameQuarantined)stale[0].Input).Ticker);
    }

    [Fact]
    public void The_result_comes_two_minutes_after_the_last_pitch()
    {
        var day = Import(Write("m.csv", Header, Row("17:05:00", homeWin: "0")));
        var last = day.Inputs[^1];
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 5, 20, 2, 0, TimeSpan.Zero)), last.Stamp);
        Assert.Equal(new MarketDetermined(Pit, Price.Zero), last.Input);
        Assert.Equal(new MarketStatusChanged(Pit, MarketStatus.Closed), day.Inputs[^2].Input);
    }

    [Fact]
    public void Rows_that_disagree_about_the_result_settle_nothing()
    {
        var day = Import(Write("m.csv", Header, Row("17:05:00"), Row("17:06:00", homeWin: "0")));
        Assert.Equal(0, day.Report.Settled);
        Assert.DoesNotContain(day.Inputs, i => i.Input is MarketDetermined);
        Assert.Equal(1, day.Report.Faults.Count);
    }

    [Theory]
    [InlineData("0.555555", "0.56", "no bid and ask")]
    [InlineData("", "0.56", "no bid and ask")]
    [InlineData("0.57", "0.56", "the bid is not below the ask")]
    public void A_row_that_does_not_read_is_left_out_counted_and_leaves_a_gap(string bid, string ask, string reason)
    {
        var day = Import(Write("m.csv", Header, Row("17:05:00"), Row("17:06:00", bid, ask), Row("17:07:00")));
        Assert.Equal(new Fault("m.csv:3", reason), Assert.Single(day.Report.Faults.First));
        Assert.Equal(2, day.Report.Rows);
        Assert.Equal(2, day.Report.StaleMarks);
    }

    [Fact]
    public void A_market_without_facts_is_left_out_with_the_reason()
    {
        var day = Import(Write("m.csv", Header, Row("17:05:00", ticker: "KXKBOGAME-26JUL051300LOTKIA-KIA"), Row("17:05:00", ticker: "KXMLBGAME-26JUL051300PITXXX-XXX")));
        Assert.Equal(0, day.Report.Markets);
        Assert.Equal(2, day.Report.MarketsLeftOut.Length);
    }

    [Fact]
    public void A_file_without_a_needed_column_is_refused()
    {
        Assert.False(KalshiMinutes.TryImport(Write("m.csv", Header.Replace("home_win", "winner", StringComparison.Ordinal)), [], Reference(), Size, out _, out var reason));
        Assert.Contains("no column 'home_win'", reason, StringComparison.Ordinal);
        Assert.False(KalshiMinutes.TryImport(Path.Combine(_directory, "absent.csv"), [], Reference(), Size, out _, out reason));
        Assert.Contains("absent.csv", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Odds_of_the_same_instant_come_before_the_row_and_a_book_that_is_gone_is_absent()
    {
        const string oddsHeader = "captured_at,event_id,commence_time,home_team,away_team,book,book_last_update,home_price,away_price,draw_price";
        static string Odds(string time, string book) => $"2026-07-05T{time}+00:00,e1,2026-07-05T17:01:00Z,Washington Nationals,Pittsburgh Pirates,{book},2026-07-05T17:04:30Z,-121,100,";
        var day = Import(
            Write("m.csv", Header, Row("17:05:00"), Row("17:06:00")),
            Write("o.csv", oddsHeader, Odds("17:05:00", "a"), Odds("17:05:00", "b"), Odds("17:05:40", "a")));
        var polls = day.Inputs.Where(i => i.Input is OddsPolled).ToArray();
        Assert.Equal(2, polls.Length);
        Assert.Equal(["a", "b"], ((OddsPolled)polls[0].Input).Quotes.Select(q => q.Book));
        Assert.Equal(["a"], ((OddsPolled)polls[1].Input).Quotes.Select(q => q.Book));
        var order = day.Inputs.Select(i => i.Input.GetType().Name).Take(5);
        Assert.Equal(["MarketListed", "GameListed", "OddsPolled", "ScoreReported", "MarketVolumeReported"], order);
        Assert.Equal(MatchOutcome.Matched, Assert.Single(day.Report.OddsJoins).Outcome);
    }

    [Fact]
    public void Odds_are_joined_to_no_game_whose_markets_are_not_open_yet()
    {
        const string header = "captured_at,event_id,commence_time,home_team,away_team,book,book_last_update,home_price,away_price,draw_price";
        static string Odds(string captured) => $"{captured}+00:00,e1,2026-07-05T17:01:00Z,Washington Nationals,Pittsburgh Pirates,a,2026-07-01T12:00:00Z,-121,100,";
        // Markets open 72 h before the start at 17:00Z on the 5th.
        var day = Import(Write("m.csv", Header, Row("17:05:00")), Write("o.csv", header, Odds("2026-07-02T16:59:59"), Odds("2026-07-02T17:00:01")));
        var listed = day.Inputs.Single(i => i.Input is MarketListed).Stamp;
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 2, 17, 0, 0, TimeSpan.Zero)), listed);
        Assert.Equal(listed + TimeSpan.FromSeconds(1), Assert.Single(day.Inputs, i => i.Input is OddsPolled).Stamp);
    }

    [SkippableFact]
    public void A_recorded_ticker_channel_imports_to_its_emptied_book_without_a_result()
    {
        string[] files = [Recorded("nba-2025-11-22/KXNBAGAME-25NOV22LACCHA-CHA.jsonl.gz"), Recorded("nba-2025-11-22/KXNBAGAME-25NOV22LACCHA-LAC.jsonl.gz")];
        Assert.True(KalshiTicker.TryImport(files, [], Reference(), Size, out var day, out var reason), reason);
        Assert.Equal(11_442, day.Report.Rows);
        Assert.Equal(1, day.Report.Games);
        Assert.Equal(2, day.Report.Markets);
        Assert.Equal(0, day.Report.Faults.Count);
        Assert.Equal(4 + 2, day.Report.StaleMarks);
        Assert.Contains("KXNBAGAME settlement_timer_seconds", day.Report.AssumedFacts);
        var listed = day.Inputs.Select(i => i.Input).OfType<MarketListed>().ToImmutableSortedDictionary(l => l.Facts.Ticker.Value, l => l.Facts.YesOutcome);
        Assert.Equal(GameOutcome.Home, listed["KXNBAGAME-25NOV22LACCHA-CHA"]);
        Assert.Equal(GameOutcome.Away, listed["KXNBAGAME-25NOV22LACCHA-LAC"]);
        var last = day.Inputs.Select(i => i.Input).OfType<TopQuoted>().Last();
        Assert.Null(last.Bid);
        Assert.Null(last.Ask);
    }
}
