using System.Globalization;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Host.Configuration;

/// <summary>Binds the win-probability models.</summary>
internal static class ModelsBinder
{
    public static WinModelSettings Bind(SettingsReader reader) => new(
        Logistic(reader, "nba"), Logistic(reader, "college-men"), Logistic(reader, "college-women"),
        new MarginModel(
            Enabled(reader, "nfl"), reader.Duration("kalshiarb.models.nfl.regulation", "1m", "3h"), reader.Number("kalshiarb.models.nfl.home-advantage", -20, 20),
            reader.Number("kalshiarb.models.nfl.deviation", 0.1, 100), reader.Number("kalshiarb.models.nfl.home-after-level", 0, 1)),
        Innings(reader),
        Goals(reader, "nhl", reader.Number("kalshiarb.models.nhl.home-after-level", 0, 1)), Goals(reader, "epl", null));

    private static bool Enabled(SettingsReader reader, string sport) => reader.Switch($"kalshiarb.models.{sport}.enabled");

    private static LogisticModel Logistic(SettingsReader reader, string sport)
    {
        double Number(string name, double min, double max) => reader.Number($"kalshiarb.models.{sport}.{name}", min, max);
        TimeSpan Time(string name) => reader.Duration($"kalshiarb.models.{sport}.{name}", "1m", "3h");
        return new LogisticModel(
            Enabled(reader, sport), Time("regulation"), Number("home-advantage", -20, 20), Number("base-slope", 0, 10), Number("slope-gain", 0, 10),
            Time("overtime"), Number("overtime-base-slope", 0, 10), Number("overtime-slope-gain", 0, 10));
    }

    private static GoalsModel Goals(SettingsReader reader, string sport, double? afterLevel) => new(
        Enabled(reader, sport), reader.Duration($"kalshiarb.models.{sport}.regulation", "1m", "3h"), reader.Number($"kalshiarb.models.{sport}.home-goals", 0, 20),
        reader.Number($"kalshiarb.models.{sport}.away-goals", 0, 20), reader.Duration($"kalshiarb.models.{sport}.least-left", "0s", "15m"), afterLevel);

    private static InningsModel Innings(SettingsReader reader)
    {
        const string Runs = "kalshiarb.models.mlb.runs-to-come", Chance = "kalshiarb.models.mlb.scoring-chance";
        var model = new InningsModel(
            Enabled(reader, "mlb"), reader.Int("kalshiarb.models.mlb.innings", 1, 20), reader.Number("kalshiarb.models.mlb.home-advantage", -0.5, 0.5),
            reader.Number("kalshiarb.models.mlb.home-in-extra", 0, 1), List(reader, Runs, 10), List(reader, Chance, 1));
        for (var i = 0; i < InningsModel.States; i++)
        {
            if (model.RunsToCome.Length != InningsModel.States || model.ScoringChance.Length != InningsModel.States || model.ScoringChance[i] <= model.RunsToCome[i]) continue;
            reader.Fail(Chance, model.ScoringChance[i].ToString(CultureInfo.InvariantCulture), $"no larger than the mean of the same state in {Runs}");
            break;
        }
        return model;
    }

    private static ImmutableArray<double> List(SettingsReader reader, string path, double max)
    {
        var text = reader.Word(path, $"{InningsModel.States} numbers above 0 and up to {max.ToString(CultureInfo.InvariantCulture)}, with spaces between", t => TryList(t, max, out _));
        return TryList(text, max, out var list) ? list : [];
    }

    private static bool TryList(string text, double max, out ImmutableArray<double> list)
    {
        var numbers = ImmutableArray.CreateBuilder<double>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (SettingText.TryNumber(word, out var number) && number > 0 && number <= max) numbers.Add(number);
            else numbers.Add(double.NaN);
        list = numbers.ToImmutable();
        return list.Length == InningsModel.States && !list.Any(double.IsNaN);
    }
}
