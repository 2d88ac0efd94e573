using System.Globalization;
using KalshiArb.Domain.Settings;
using KalshiArb.Host.Configuration;
using KalshiArb.Simulation.Reports;
using KalshiArb.Simulation.Sweeps;

namespace KalshiArb.Host.Sweeping;

/// <summary>One combination with the settings it makes.</summary>
/// <param name="Values">What is varied.</param>
/// <param name="Settings">Everything, bound and validated.</param>
internal sealed record SweepTry(ImmutableArray<NamedValue> Values, EffectiveSettings Settings);

/// <summary>What will be tried: every combination is bound and validated before the first one runs.</summary>
/// <param name="Grid">The settings that are varied.</param>
/// <param name="Seed">Of the draw; null when the whole grid is tried.</param>
/// <param name="Tries">The combinations that are valid settings.</param>
/// <param name="Invalid">Those that are not, each with the reason.</param>
/// <param name="Warnings">Of the configuration.</param>
internal sealed record SweepPlan(SweepGrid Grid, ulong? Seed, ImmutableArray<SweepTry> Tries, ImmutableArray<string> Invalid, ImmutableArray<string> Warnings)
{
    /// <summary>More combinations than this are tried in no sweep: the best of so many says nothing.</summary>
    public const int MostTries = 256;

    private const int MostValues = 100;
    private const int MostSettings = 8;
    private const int ShownProblems = 20;

    /// <summary>Makes a plan; null with the problems when anything that was given is wrong.</summary>
    /// <param name="files">The configuration, lowest first.</param>
    /// <param name="given"><c>path=a,b,c</c> for what is varied, <c>path=a</c> for what is fixed.</param>
    /// <param name="random">How many combinations are drawn; null for all.</param>
    /// <param name="seed">Of the draw.</param>
    /// <param name="problems">What is wrong.</param>
    public static SweepPlan? TryMake(ImmutableArray<string> files, IReadOnlyList<string> given, int? random, ulong seed, out ImmutableArray<string> problems)
    {
        var (fixedOnes, settings) = (new List<string>(), new List<SweptSetting>());
        problems = Part(given, fixedOnes, settings);
        if (!problems.IsEmpty) return null;
        var grid = new SweepGrid([.. settings]);
        if (WhyTooLarge(grid, random) is { } large)
        {
            problems = [large];
            return null;
        }

        var numbers = random is { } count ? grid.Draw(count, seed) : grid.All();
        ConfigurationResult Load(ImmutableArray<string> values) =>
            ConfigurationLoader.Load(files, [.. fixedOnes, .. grid.Settings.Select((setting, i) => $"{setting.Path}={values[i]}"), "mode=replay"]);
        var loaded = numbers.Select(number => (Values: grid[number], Result: Load(grid[number]))).ToArray();
        problems = WhyRefused(grid, loaded, Load);
        if (!problems.IsEmpty) return null;
        var invalid = loaded.Where(one => one.Result.Settings is null).Select(one => $"{Text(grid, one.Values)}: {one.Result.Problems[0].Message}");
        SweepTry[] tries = [.. loaded.Where(one => one.Result.Settings is not null)
            .Select(one => new SweepTry([.. grid.Settings.Select((setting, i) => new NamedValue(setting.Path, one.Values[i]))], one.Result.Settings!))];
        problems = WhyAlike(tries);
        return problems.IsEmpty
            ? new SweepPlan(grid, random is null ? null : seed, [.. tries], [.. invalid], [.. loaded.SelectMany(one => one.Result.Warnings).Distinct(StringComparer.Ordinal)])
            : null;
    }

    /// <summary>Settings that all combinations share, by path.</summary>
    public ImmutableArray<NamedValue> Shared()
    {
        var shared = SettingsJson.Leaves(Tries[0].Settings.Decision).ToDictionary(StringComparer.Ordinal);
        foreach (var other in Tries.Skip(1))
        {
            var own = SettingsJson.Leaves(other.Settings.Decision);
            foreach (var path in shared.Keys.Where(path => own.GetValueOrDefault(path) != shared[path]).ToArray()) shared.Remove(path);
        }

        return [.. shared.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => new NamedValue(setting.Key, setting.Value))];
    }

    private static ImmutableArray<string> Part(IReadOnlyList<string> given, List<string> fixedOnes, List<SweptSetting> settings)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var split = text.IndexOf('=', StringComparison.Ordinal);
            ImmutableArray<string> values = split > 0 ? [.. text[(split + 1)..].Split(',').Select(value => value.Trim())] : [];
            var path = split > 0 ? text[..split].Trim() : text;
            if (split > 0 && !paths.Add(path)) problems.Add($"--set {path} is given twice: all of its values go into one");
            if (values.Length < 2)
            {
                fixedOnes.Add(text);
                continue;
            }

            if (values.Any(value => value.Length == 0)) problems.Add($"--set {text}: a value is empty");
            if (values.Distinct(StringComparer.Ordinal).Count() < values.Length) problems.Add($"--set {text}: a value stands twice");
            if (values.Length > MostValues) problems.Add($"--set {path}: {values.Length} values, at most {MostValues}");
            settings.Add(new SweptSetting(path, values));
        }

        if (settings.Count == 0 && problems.Count == 0) problems.Add("nothing is varied: --set PATH=A,B,C gives a setting several values");
        if (settings.Count > MostSettings) problems.Add($"{settings.Count} settings are varied, at most {MostSettings}");
        return problems.ToImmutable();
    }

    private static string? WhyTooLarge(SweepGrid grid, int? random)
    {
        if (random is null && grid.Count > MostTries)
            return $"the grid has {Count(grid)} combinations, at most {MostTries} are tried: take values out, or draw some of them with --random N --seed S";
        return grid.Count > SweepGrid.MostCombinations ? $"the grid has {Count(grid)} combinations: not even drawn from" : null;
    }

    private static string Count(SweepGrid grid) => grid.Count > SweepGrid.MostCombinations
        ? "more than " + Rendering.Text.Count(SweepGrid.MostCombinations)
        : Rendering.Text.Count(grid.Count);

    /// <summary>A value that is in no valid combination is refused; combinations of good values that do not go together are left out.</summary>
    private static ImmutableArray<string> WhyRefused(
        SweepGrid grid, (ImmutableArray<string> Values, ConfigurationResult Result)[] loaded, Func<ImmutableArray<string>, ConfigurationResult> load)
    {
        var valid = loaded.Where(one => one.Result.Settings is not null).Select(one => one.Values).ToArray();
        if (valid.Length == 0) return Shown(loaded.SelectMany(one => one.Result.Problems));
        var problems = new List<SettingProblem>();
        for (var i = 0; i < grid.Settings.Length; i++)
        {
            foreach (var value in grid.Settings[i].Values.Where(value => !valid.Any(one => one[i] == value)))
            {
                var place = i;
                var tried = valid.Select(one => load(one.SetItem(place, value))).FirstOrDefault(result => result.Settings is not null);
                if (tried is null) problems.AddRange(load(valid[0].SetItem(i, value)).Problems);
            }
        }

        return Shown(problems);
    }

    private static ImmutableArray<string> Shown(IEnumerable<SettingProblem> problems) =>
        [.. problems.Select(problem => $"configuration: {problem.Message}").Distinct(StringComparer.Ordinal).Take(ShownProblems)];

    /// <summary>Two combinations that replay alike would be one try counted twice.</summary>
    private static ImmutableArray<string> WhyAlike(SweepTry[] tries)
    {
        var alike = tries.GroupBy(one => Key(one.Settings), StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Take(2).ToArray();
        return alike is null ? []
            : [$"'{Text(alike[0])}' and '{Text(alike[1])}' are the same to a replay: a setting that decides nothing there, one value written in two ways, or a cap of the limit profile"];
    }

    private static string Key(EffectiveSettings settings) => string.Create(
        CultureInfo.InvariantCulture, $"{SettingsJson.Write(settings.Decision)} {settings.Paper.Cash.Micros} {settings.Exchange.FeePrecision.Micros} {settings.Exchange.ContractsFuse}");

    private static string Text(SweepTry one) => string.Join(' ', one.Values.Select(value => $"{value.Name}={value.Value}"));

    private static string Text(SweepGrid grid, ImmutableArray<string> values) => string.Join(' ', grid.Settings.Select((setting, i) => $"{setting.Path}={values[i]}"));
}
