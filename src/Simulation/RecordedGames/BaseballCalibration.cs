using System.Globalization;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;
using static KalshiArb.Simulation.RecordedGames.CalibrationTable;

namespace KalshiArb.Simulation.RecordedGames;

/// <summary>The innings model beside the market's mid at every recorded minute, and beside the recording's own win expectancy.</summary>
public static class BaseballCalibration
{
    private const string Market = "Kalshi mid", Model = "innings model", Expectancy = "recorded home_win_exp";

    private static readonly string[] Columns =
    [
        "market_ticker", "yes_bid_close", "yes_ask_close", "inning", "inning_topbot", "outs_when_up", "score_diff",
        "runner_on_first", "runner_on_second", "runner_on_third", "home_win_exp", "home_win",
    ];

    /// <summary>Judges a file of minutes; false with the reason when it is none.</summary>
    public static bool TryJudge(string path, WinModelSettings models, out CalibrationReport report, out string reason)
    {
        report = null!;
        if (models.Mlb is not { } model)
        {
            reason = "no baseball model";
            return false;
        }
        if (!TryRead(path, Columns, out var rows, out reason)) return false;
        var table = new SourceTable(Market);
        var dates = new SortedDictionary<string, DateOnly>(StringComparer.Ordinal);
        var leftOut = 0;
        foreach (var at in rows)
        {
            if (!TryMoment(at, model, dates, out var game, out var home, out var mid, out var expected))
            {
                leftOut++;
                continue;
            }
            var won = at("home_win") == "1";
            table.Add(Model, game, home, won);
            table.Add(Market, game, mid, won);
            table.Add(Expectancy, game, expected, won);
        }
        if (dates.Count == 0)
        {
            reason = $"{path}: no minute that can be judged";
            return false;
        }
        // Half of the games by date; games of one day stay together.
        var middle = dates.Values.Order().ElementAt(dates.Count / 2);
        report = new CalibrationReport(
            "MLB: every recorded minute in play, the home side's market",
            [
                .. table.Rows("all games", _ => true),
                .. table.Rows($"before {middle.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", g => dates[g] < middle),
                .. table.Rows($"from {middle.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} on", g => dates[g] >= middle),
            ],
            [
                "The model's numbers are averages of other seasons; nothing is fitted to these games, so every part is out of sample. It knows no club's strength, the market does.",
                $"Mid and state are those of the same minute's end. {leftOut} rows without a state or a two-sided price are left out.",
            ]);
        return true;
    }

    private static bool TryMoment(
        Func<string, string> at, InningsModel model, SortedDictionary<string, DateOnly> dates, out string game, out double home, out double mid, out double expected)
    {
        (game, home, mid, expected) = (at("market_ticker"), 0, 0, 0);
        if (!int.TryParse(at("inning"), NumberStyles.None, CultureInfo.InvariantCulture, out var inning) || inning < 1) return false;
        if (!int.TryParse(at("score_diff"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var difference)) return false;
        if (!int.TryParse(at("outs_when_up"), NumberStyles.None, CultureInfo.InvariantCulture, out var outs) || outs > 3) return false;
        if (!TryNumber(at("yes_bid_close"), out var bid) || !TryNumber(at("yes_ask_close"), out var ask) || bid < 0 || ask > 1 || bid >= ask) return false;
        if (!TryNumber(at("home_win_exp"), out expected) || expected is < 0 or > 1 || at("home_win") is not ("0" or "1")) return false;
        if (!GameTicker.TrySplitMarket(new Ticker(game), out _, out var eventTicker, out _) || !GameTicker.TryParse(eventTicker, hasStartTime: true, out var ticker, out _)) return false;
        var runners = (at("runner_on_first") == "1" ? 1 : 0) + (at("runner_on_second") == "1" ? 2 : 0) + (at("runner_on_third") == "1" ? 4 : 0);
        dates[game] = ticker.Date;
        home = ScoreModels.Home(model, difference, inning, new InningProgress(at("inning_topbot") == "1", outs, runners));
        mid = (bid + ask) / 2;
        return true;
    }
}
