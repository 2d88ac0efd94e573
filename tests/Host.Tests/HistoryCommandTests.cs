using System.Text;
using System.Text.RegularExpressions;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Host.History;
using KalshiArb.Host.Trading;
using KalshiArb.PaperExchange.Rest;
using KalshiArb.PaperExchange.Tests;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Host.Tests;

/// <summary>The command against the venue's own protocol, with everything that can go wrong on the way.</summary>
public sealed partial class HistoryCommandTests(HistoryEvening evening) : IClassFixture<HistoryEvening>
{
    private const string Series = "KXNBAGAME";
    private static readonly string _from = Stage.Start.ToString();
    private static readonly string _to = (Stage.Start + TimeSpan.FromHours(3)).ToString();

    [Fact]
    public async Task An_evening_of_a_series_becomes_a_tape_that_replays_to_the_same_decisions_twice()
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);

        var (code, text, error) = await venue.HistoryAsync(Series, _from, _to, "a.tape");

        Assert.True(code == 0, error);
        var (header, inputs) = venue.Read("a.tape");
        Assert.Equal(("import", 60), (header.Mode, header.BarSeconds));
        var markets = evening.Engine.Read(view => view.Markets.Where(market => market.Event.Series.Value == Series).ToArray());
        Assert.Equal(markets.Select(market => market.Ticker).Order(), inputs.Select(timed => timed.Input).OfType<MarketListed>().Select(listed => listed.Facts.Ticker).Order());
        Assert.Contains($"markets found            {markets.Length}", text, StringComparison.Ordinal);
        Assert.Contains($"./kalshiarb replay {venue["a.tape"]}", text, StringComparison.Ordinal);
        Assert.Equal(["a.tape"], venue.Files);

        var (first, second) = (await HistoryVenue.RunAsync("replay", venue["a.tape"]), await HistoryVenue.RunAsync("replay", venue["a.tape"]));
        Assert.True(first.Code == 0, first.Out + first.Error);
        Assert.Equal(Hash(first.Out), Hash(second.Out));
    }

    [Fact]
    public async Task The_tape_holds_what_the_venue_traded_showed_and_paid()
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);
        var (code, text, error) = await venue.HistoryAsync(Series, _from, _to, "a.tape");
        Assert.True(code == 0, error);
        var (_, inputs) = venue.Read("a.tape");

        var until = Stage.Start + TimeSpan.FromHours(3);
        var traded = evening.Engine.Read(view => view.Trades.Where(trade => trade.At <= until && view.Market(trade.Market).Event.Series.Value == Series)
            .Select(trade => (trade.At, new PublicTradeReported(view.Market(trade.Market).Ticker, trade.Price, trade.Count, trade.TakerSide == OrderSide.Bid ? Outcome.Yes : Outcome.No, false))).ToArray());
        Assert.True(traded.Length > 100);
        Assert.Equal(traded.OrderBy(one => one.At).ThenBy(one => one.Item2.Ticker), inputs.Where(timed => timed.Input is PublicTradeReported).Select(timed => (timed.Stamp, (PublicTradeReported)timed.Input)).OrderBy(one => one.Stamp).ThenBy(one => one.Item2.Ticker));
        Assert.DoesNotContain("do not add up", text, StringComparison.Ordinal);

        var paid = evening.Engine.Read(view => view.Markets.Where(market => market.Event.Series.Value == Series && view.Memory(market.Index).SettledAt is not null)
            .ToDictionary(market => market.Ticker, market => (view.Memory(market.Index).SettledAt!.Value, view.SettlementValue(market.Index)!.Value)));
        Assert.NotEmpty(paid);
        Assert.Equal(paid.OrderBy(one => one.Key), inputs.Where(timed => timed.Input is MarketDetermined)
            .Select(timed => KeyValuePair.Create(((MarketDetermined)timed.Input).Ticker, (timed.Stamp, ((MarketDetermined)timed.Input).SettlementValue))).OrderBy(one => one.Key));
        Assert.All(inputs.Where(timed => timed.Input is TopQuoted), timed => Assert.Equal(0, timed.Stamp.UnixMicros % 60_000_000));
    }

    [Fact]
    public async Task Trades_of_one_instant_keep_the_order_in_which_they_were_made()
    {
        // The simulated exchange trades once at an instant in a market: here a minute is one, and its trades still come newest first.
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);
        venue.Intercept = (call, carryOut) => call.Route.EndsWith("/markets/trades", StringComparison.Ordinal) ? InWholeMinutes(carryOut()) : carryOut();

        var (code, _, error) = await venue.HistoryAsync(Series, _from, _to, "a.tape");

        Assert.True(code == 0, error);
        var until = Stage.Start + TimeSpan.FromHours(3);
        var made = evening.Engine.Read(view => view.Trades.Where(trade => trade.At < until && view.Market(trade.Market).Event.Series.Value == Series)
            .Select(trade => (view.Market(trade.Market).Ticker, trade.Price, trade.Count)).ToLookup(trade => trade.Ticker));
        var read = venue.Read("a.tape").Inputs.Where(timed => timed.Stamp < until).Select(timed => timed.Input).OfType<PublicTradeReported>()
            .Select(trade => (trade.Ticker, trade.Price, trade.Count)).ToLookup(trade => trade.Ticker);
        Assert.Equal(made.Select(trades => trades.Key).Order(), read.Select(trades => trades.Key).Order());
        Assert.All(made, trades => Assert.Equal(trades, read[trades.Key]));

        static RestReply InWholeMinutes(RestReply exact) =>
            exact with { Body = Encoding.UTF8.GetBytes(Seconds().Replace(Encoding.UTF8.GetString(exact.Body.Span), "$1:00Z\"")) };
    }

    [GeneratedRegex("(\"created_time\": ?\"[0-9-]+T[0-9]+:[0-9]+):[0-9.]+Z\"")]
    private static partial Regex Seconds();

    [Fact]
    public async Task What_the_venue_has_moved_to_its_historical_lists_makes_the_same_tape()
    {
        await using var live = await HistoryVenue.StartAsync(evening.Engine);
        await using var moved = await HistoryVenue.StartAsync(evening.Engine, TimeSpan.FromHours(1));
        var first = await live.HistoryAsync(Series, _from, _to, "a.tape");
        var second = await moved.HistoryAsync(Series, _from, _to, "a.tape");

        Assert.True(first.Code == 0 && second.Code == 0, first.Error + second.Error);
        Assert.Contains("0 from the historical lists", first.Out, StringComparison.Ordinal);
        Assert.Matches("[1-9] from the historical lists", second.Out);
        Assert.Equal(File.ReadAllBytes(live["a.tape"]), File.ReadAllBytes(moved["a.tape"]));
    }

    [Fact]
    public async Task The_minute_that_is_going_on_is_not_on_the_tape()
    {
        using var early = new HistoryEvening(TimeSpan.FromSeconds(3_630));
        await using var venue = await HistoryVenue.StartAsync(early.Engine);
        var now = early.Engine.Now;

        var (code, _, error) = await venue.HistoryAsync("KXNFLGAME", _from, (now + TimeSpan.FromHours(2)).ToString(), "a.tape");

        Assert.True(code == 0, error);
        var open = early.Engine.Read(view => view.Markets.Where(market => view.Facts(market.Index).Status == MarketStatus.Active && market.Event.Series.Value == "KXNFLGAME").Select(market => market.Ticker).ToHashSet());
        Assert.NotEmpty(open);
        var rows = venue.Read("a.tape").Inputs.Where(timed => timed.Input is TopQuoted top && open.Contains(top.Ticker)).ToArray();
        Assert.Equal(now - TimeSpan.FromSeconds(30), rows[^1].Stamp);
        Assert.DoesNotContain(venue.Read("a.tape").Inputs, timed => timed.Stamp > now && timed.Input is not FrameQuarantined);
    }

    [Fact]
    public async Task Odds_beside_it_are_joined_to_its_games_and_a_replay_trades_on_them()
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);
        var game = evening.Engine.Read(view => view.Events.First(listed => listed.Series.Value == Series));
        var hosts = evening.Engine.Read(view => view.Markets.Single(market => market.Event == game && market.Outcome == GameOutcome.Home).Ticker);
        var alone = await venue.HistoryAsync(Series, _from, _to, "alone.tape");
        Assert.True(alone.Code == 0, alone.Error);
        // A second after each minute's price, three books think eight cents more of the hosts than the market does.
        var tops = venue.Read("alone.tape").Inputs.Where(timed => timed.Input is TopQuoted { Bid: not null, Ask: not null } top && top.Ticker == hosts).Skip(4).Take(20);
        await File.WriteAllLinesAsync(
            venue["odds.csv"],
            [
                "captured_at,event_id,commence_time,home_team,away_team,book,book_last_update,home_price,away_price,draw_price",
                .. tops.SelectMany(timed => new[] { "pinnacle", "draftkings", "fanduel" }.Select(book =>
                {
                    var (at, fair) = (timed.Stamp + TimeSpan.FromSeconds(1), ((TopQuoted)timed.Input).Ask!.Value.Price.Units / 10_000m + 0.08m);
                    return $"{at},g1,{game.Commence},{game.HomeName},{game.AwayName},{book},{at},{American(fair)},{American(1 - fair)},";
                })),
            ]);

        var (code, text, error) = await venue.HistoryAsync(Series, _from, _to, "a.tape", more: ["--odds", venue["odds.csv"]]);

        Assert.True(code == 0, error);
        Assert.Contains("1 games: matched 1, unmatched 0, ambiguous 0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("no odds", text, StringComparison.Ordinal);
        var replay = await HistoryVenue.RunAsync("replay", venue["a.tape"]);
        Assert.True(replay.Code == 0, replay.Out + replay.Error);
        Assert.Matches(@"signals +[1-9]", replay.Out);
        Assert.Matches(@"entries +[1-9]", replay.Out);

        static int American(decimal chance) => (int)Math.Round(chance >= 0.5m ? -100 * chance / (1 - chance) : 100 * (1 - chance) / chance);
    }

    [Fact]
    public async Task Of_a_minute_that_began_before_the_span_there_is_no_price()
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);

        var (code, text, error) = await venue.HistoryAsync(Series, (Stage.Start + TimeSpan.FromSeconds(630)).ToString(), _to, "a.tape");

        Assert.True(code == 0, error);
        Assert.Equal(Stage.Start + TimeSpan.FromMinutes(12), venue.Read("a.tape").Inputs.First(timed => timed.Input is TopQuoted).Stamp);
        Assert.DoesNotContain("do not add up", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_shows_the_trades_of_others()
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);

        var (code, _, error) = await venue.HistoryAsync(Series, _from, _to, "a.tape", more: ["--report", venue["report"]]);

        Assert.True(code == 0, error);
        var page = await File.ReadAllTextAsync(Path.Combine(venue["report"], "report.html"));
        Assert.Contains("<circle class=\"trade\" cx", page, StringComparison.Ordinal);
        Assert.Matches(@"\d+ trades of others, \d+ contracts", page);
    }

    [Theory]
    [InlineData("/markets", 429)]
    [InlineData("/candlesticks", 500)]
    [InlineData("/markets/trades", 503)]
    [InlineData("/candlesticks", 0)] // the connection breaks
    public async Task A_venue_that_is_busy_or_broken_for_a_moment_is_asked_again_and_the_tape_is_whole(string route, int status)
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);
        var whole = await venue.HistoryAsync(Series, _from, _to, "whole.tape");
        var struck = 0;
        venue.Intercept = (call, carryOut) => call.Route.EndsWith(route, StringComparison.Ordinal) && Interlocked.Increment(ref struck) <= 2 ? Answer(status) : carryOut();

        var (code, text, error) = await venue.HistoryAsync(Series, _from, _to, "a.tape");

        Assert.True(whole.Code == 0 && code == 0, whole.Error + error);
        Assert.Contains(status == 429 ? "2 answered busy" : "2 failed", text, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(venue["whole.tape"]), File.ReadAllBytes(venue["a.tape"]));
    }

    [Theory]
    [InlineData("/markets", 429)]
    [InlineData("/markets/trades", 500)]
    [InlineData("/candlesticks", 404)]
    [InlineData("/candlesticks", 0)]
    [InlineData("/historical/cutoff", 503)]
    [InlineData("/series/:series_ticker", 404)]
    public async Task A_venue_that_does_not_give_everything_makes_no_tape_and_the_command_fails(string route, int status)
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);
        var struck = 0;
        // Not at once: the first answers of a kind are good, as where the third page fails.
        venue.Intercept = (call, carryOut) => call.Route.EndsWith(route, StringComparison.Ordinal) && (Interlocked.Increment(ref struck) > 1 || !call.Route.EndsWith("candlesticks", StringComparison.Ordinal)) ? Answer(status) : carryOut();

        var (code, _, error) = await venue.HistoryAsync(Series, _from, _to, "a.tape");

        Assert.Equal(6, code);
        Assert.Contains("incomplete, and no tape is written", error, StringComparison.Ordinal);
        Assert.Empty(venue.Files);
    }

    [Fact]
    public async Task A_page_cut_in_its_middle_or_a_listing_that_goes_in_a_circle_makes_no_tape()
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);
        venue.Intercept = (call, carryOut) => call.Route.EndsWith("/markets/trades", StringComparison.Ordinal) ? Cut(carryOut()) : carryOut();
        var cut = await venue.HistoryAsync(Series, _from, _to, "a.tape");
        Assert.Equal(6, cut.Code);
        Assert.Contains("not JSON", cut.Error, StringComparison.Ordinal);

        venue.Intercept = (call, carryOut) => call.Route.EndsWith("/markets/trades", StringComparison.Ordinal) ? WithCursor(carryOut()) : carryOut();
        var circle = await venue.HistoryAsync(Series, _from, _to, "a.tape");
        Assert.Equal(6, circle.Code);
        Assert.Contains("circle", circle.Error, StringComparison.Ordinal);
        Assert.Empty(venue.Files);

        static RestReply Cut(RestReply whole) => whole with { Body = whole.Body[..(whole.Body.Length / 2)] };
        static RestReply WithCursor(RestReply whole) => whole with { Body = Encoding.UTF8.GetBytes(LastCursor().Replace(Encoding.UTF8.GetString(whole.Body.Span), "\"cursor\":\"again\"}")) };
    }

    [Fact]
    public async Task A_cutoff_that_passes_over_the_span_meanwhile_makes_no_tape()
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);
        var asked = 0;
        venue.Intercept = (call, carryOut) => call.Route.EndsWith("/historical/cutoff", StringComparison.Ordinal) && ++asked == 2
            ? new RestReply(200, "application/json", Encoding.UTF8.GetBytes("""{"market_settled_ts":"2026-10-18T01:00:00Z","trades_created_ts":"2026-10-18T01:00:00Z","orders_updated_ts":"2026-10-18T01:00:00Z"}""")) : carryOut();

        var (code, _, error) = await venue.HistoryAsync(Series, _from, _to, "a.tape");

        Assert.Equal(3, code);
        Assert.Contains("run it again", error, StringComparison.Ordinal);
        Assert.Empty(venue.Files);
    }

    [Fact]
    public async Task More_than_a_tape_takes_is_refused_and_not_cut()
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);
        foreach (var limits in (HistoryLimits[])[HistoryVenue.Quick with { Markets = 1 }, HistoryVenue.Quick with { Bars = 100 }, HistoryVenue.Quick with { Trades = 100 }, HistoryVenue.Quick with { Pages = 0 }])
        {
            var (code, _, error) = await venue.HistoryAsync(Series, _from, _to, "a.tape", limits);
            Assert.Equal(3, code);
            Assert.Contains("ask for a shorter span", error, StringComparison.Ordinal);
        }

        Assert.Empty(venue.Files);
    }

    [Fact]
    public async Task An_interrupted_download_leaves_nothing_behind()
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);
        using var interrupt = new CancellationTokenSource();
        venue.Intercept = (call, carryOut) =>
        {
            if (call.Route.EndsWith("/markets/trades", StringComparison.Ordinal)) interrupt.Cancel();
            return carryOut();
        };

        var (code, _, error) = await venue.HistoryAsync(Series, _from, _to, "a.tape", cancellation: interrupt.Token);

        Assert.Equal(3, code);
        Assert.Contains("interrupted: no tape was written", error, StringComparison.Ordinal);
        Assert.Empty(venue.Files);
    }

    [Fact]
    public void A_tape_is_whole_under_its_name_or_not_there()
    {
        var folder = Directory.CreateTempSubdirectory("kalshiarb-tape-").FullName;
        var path = Path.Combine(folder, "a.tape");
        var settings = Configuration.ConfigurationLoader.Load([Path.Combine(Repository.Root, "hocon.conf")], []).Settings!.Decision;
        try
        {
            Assert.Throws<OperationCanceledException>(() => ImportTape.Write(path, [.. Enumerable.Repeat(Tick, 3)], settings, null, new CancellationToken(canceled: true)));
            Assert.Empty(Directory.GetFiles(folder));
            Assert.Equal(3, ImportTape.Write(path, [.. Enumerable.Repeat(Tick, 3)], settings, null, CancellationToken.None));
            var whole = File.ReadAllBytes(path);
            Assert.Throws<IOException>(() => ImportTape.Write(path, [Tick], settings, null, CancellationToken.None));
            Assert.Equal(whole, File.ReadAllBytes(path));
            Assert.Equal([path], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_file_of_the_name_is_left_alone_and_what_cannot_be_asked_for_is_said()
    {
        await using var venue = await HistoryVenue.StartAsync(evening.Engine);
        await File.WriteAllTextAsync(venue["a.tape"], "mine");

        Assert.Contains("there is a file of this name", (await Refused(Series, _from, _to)).Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(venue["a.tape"]));
        File.Delete(venue["a.tape"]);
        Assert.Contains("no facts of this series", (await Refused("KXNONE", _from, _to)).Error, StringComparison.Ordinal);
        Assert.Contains("no market of KXNBAGAME", (await Refused(Series, "2025-01-01", "2025-01-02")).Error, StringComparison.Ordinal);
        Assert.Contains("is not after", (await Refused(Series, "2026-07-06", "2026-07-05")).Error, StringComparison.Ordinal);
        var nowhere = await HistoryVenue.RunAsync("history", "--series", Series, "--from", "2026-07-05", "--to", "2026-07-05", "--mode", "paper");
        Assert.Equal(2, nowhere.Code);
        Assert.Contains("has no venue to ask", nowhere.Error, StringComparison.Ordinal);
        Assert.Empty(venue.Files);

        async Task<(int Code, string Out, string Error)> Refused(string series, string from, string to)
        {
            var end = await venue.HistoryAsync(series, from, to, "a.tape");
            Assert.Equal(2, end.Code);
            return end;
        }
    }

    [Theory]
    [InlineData("2026-07-05", "2026-07-06", "2026-07-05T04:00:00Z", "2026-07-07T04:00:00Z")] // Eastern days, the last one whole
    [InlineData("2026-07-05", "2026-07-05", "2026-07-05T04:00:00Z", "2026-07-06T04:00:00Z")]
    [InlineData("2026-10-31", "2026-11-01", "2026-10-31T04:00:00Z", "2026-11-02T05:00:00Z")] // the clocks go back
    [InlineData("2026-07-05T17:00:00Z", "2026-07-05T14:00:00-04:00", "2026-07-05T17:00:00Z", "2026-07-05T18:00:00Z")]
    [InlineData("2026-10-10", "2026-11-09", "2026-10-10T04:00:00Z", "2026-11-10T05:00:00Z")] // 31 days and the hour
    public void A_span_is_eastern_dates_or_times(string from, string to, string begins, string ends)
    {
        Assert.True(HistorySpan.TryParse(from, to, out var span, out var reason), reason);
        Assert.Equal((Instant.From(DateTimeOffset.Parse(begins, null)), Instant.From(DateTimeOffset.Parse(ends, null))), (span.From, span.To));
    }

    [Theory]
    [InlineData("yesterday", "2026-07-06", "--from")]
    [InlineData("2026-07-05", "2026-7-6", "--to")]
    [InlineData("2026-07-05T17:00:00", "2026-07-06", "--from")] // no offset
    [InlineData("2006-07-05", "2026-07-06", "--from")]
    [InlineData("2026-07-05", "2026-08-05", "31 days")]
    public void Anything_else_is_no_span(string from, string to, string reason)
    {
        Assert.False(HistorySpan.TryParse(from, to, out _, out var why));
        Assert.Contains(reason, why, StringComparison.Ordinal);
    }

    private static TimedInput Tick { get; } = new(Stage.Start, ClockTicked.Instance);

    private static RestReply? Answer(int status) => status == 0 ? null : new RestReply(status, "application/json", """{"error":{"code":"some_code","message":"some message"}}"""u8.ToArray());

    private static string Hash(string text) => text.Split('\n').Single(line => line.StartsWith("decision hash ", StringComparison.Ordinal));

    [GeneratedRegex("\"cursor\":\"[^\"]*\"}$")]
    private static partial Regex LastCursor();
}
