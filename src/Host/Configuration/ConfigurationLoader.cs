using KalshiArb.Domain.Settings;

namespace KalshiArb.Host.Configuration;

/// <summary>
/// Reads <c>hocon.conf</c>, a profile or file on top of it, and overrides; binds and validates the whole. What is later
/// wins, leaf by leaf.
/// </summary>
public static class ConfigurationLoader
{
    private const string Root = "kalshiarb";

    /// <summary>The sections that the root may hold besides <c>akka</c>.</summary>
    private const string SeriesPrefix = "kalshiarb.strategies.series.";

    /// <summary>Reads files in order, then <c>path=value</c> overrides; a path may leave out the leading <c>kalshiarb.</c></summary>
    /// <param name="files">Files, lowest first.</param>
    /// <param name="overrides">Single settings on top of them.</param>
    /// <param name="raised">Ceilings raised by hand; null for those that are compiled in. No file and no override can give them.</param>
    public static ConfigurationResult Load(IEnumerable<string> files, IEnumerable<string> overrides, HardCeilings? raised = null)
    {
        var problems = new List<SettingProblem>();
        var leaves = new List<HoconLeaf>();
        var sources = ImmutableArray.CreateBuilder<string>();
        foreach (var file in files)
        {
            leaves.AddRange(HoconLayer.ReadFile(file, problems));
            sources.Add(file);
        }
        foreach (var text in overrides)
        {
            leaves.AddRange(ReadOverride(text, problems));
            sources.Add($"--set {SecretText.Mask(text)}");
        }
        return Bind(leaves, problems, sources.ToImmutable(), raised);
    }

    /// <summary>Reads one text, for tests and tools.</summary>
    internal static ConfigurationResult Parse(string hocon, params IEnumerable<string> overrides)
    {
        var problems = new List<SettingProblem>();
        List<HoconLeaf> leaves = [.. HoconLayer.Read(hocon, "text", problems)];
        foreach (var text in overrides) leaves.AddRange(ReadOverride(text, problems));
        return Bind(leaves, problems, ["text"], null);
    }

    private static ImmutableArray<HoconLeaf> ReadOverride(string text, List<SettingProblem> problems)
    {
        var split = text.IndexOf('=', StringComparison.Ordinal);
        var path = split > 0 ? text[..split].Trim() : "";
        if (path.Length == 0 || path.Split('.').Any(s => s.Length == 0))
        {
            problems.Add(new SettingProblem("", SecretText.Mask(text), "path=value", $"--set {SecretText.Mask(text)}: expected path=value"));
            return [];
        }
        ImmutableArray<string> segments = [.. path.Split('.')];
        if (segments[0] is not (Root or "akka")) segments = segments.Insert(0, Root);
        return [new HoconLeaf(segments, [text[(split + 1)..].Trim()], IsList: false, $"--set {SecretText.Mask(text)}")];
    }

    private static ConfigurationResult Bind(List<HoconLeaf> leaves, List<SettingProblem> problems, ImmutableArray<string> sources, HardCeilings? raised)
    {
        var merged = new SortedDictionary<string, HoconLeaf>(StringComparer.Ordinal);
        foreach (var leaf in leaves) merged[leaf.Path] = leaf;
        var reader = new SettingsReader(merged);
        var series = merged.Values
            .Where(l => l.Path.StartsWith(SeriesPrefix, StringComparison.Ordinal) && l.Segments.Length > 4)
            .Select(l => l.Segments[3]).Distinct(StringComparer.Ordinal).ToImmutableArray();
        var akka = string.Join('\n', merged.Values.Where(l => l.Segments[0] == "akka").Select(l => l.ToHocon()));
        var settings = problems.Count == 0 ? SettingsBinder.Bind(reader, series, akka, sources, raised) : null;
        if (settings is not null)
        {
            AddUnknown(merged.Values, reader);
            CrossChecks.Check(settings, series, reader);
        }
        problems.AddRange(reader.Problems);
        var warnings = settings is not null && problems.Count == 0 ? CrossChecks.Warnings(settings) : [];
        if (settings is null || problems.Count > 0) return new ConfigurationResult(null, [.. problems], warnings, [.. reader.Table]);
        var limits = settings.Limits;
        return new ConfigurationResult(settings with { Decision = limits.Apply(settings.Decision) }, [], warnings, [.. reader.Table.Select(limits.Show)]);
    }

    private static void AddUnknown(IEnumerable<HoconLeaf> leaves, SettingsReader reader)
    {
        foreach (var leaf in leaves)
        {
            if (leaf.Segments[0] == "akka" || reader.Known.Contains(leaf.Path)) continue;
            var nearest = NearestName.Find(leaf.Path, reader.Known);
            var hint = nearest is null ? "no setting has a name like it" : $"did you mean {nearest}?";
            reader.Problems.Add(new SettingProblem(leaf.Path, leaf.Values.IsEmpty ? "" : SecretText.Mask(leaf.Values[0]), hint, $"{leaf.Path} ({leaf.Source}) is not a setting; {hint}"));
        }
    }
}

/// <summary>What single settings cannot show: how they stand to each other.</summary>
internal static class CrossChecks
{
    private const int LegsOfAGame = 3;

    public static void Check(EffectiveSettings settings, ImmutableArray<string> series, SettingsReader reader)
    {
        var known = settings.Sports.Select(s => s.Series.Value).ToArray();
        foreach (var name in series.Where(s => !known.Contains(s, StringComparer.Ordinal)))
            reader.Fail($"kalshiarb.strategies.series.{name}", name, $"no sport has this series; nearest is {NearestName.Find(name, known) ?? string.Join(", ", known)}");
        // With a problem in hand a value may be the stand-in for one that could not be read.
        if (reader.Problems.Count > 0) return;
        CheckSeries("kalshiarb.strategies", "kalshiarb.risk.market", settings.Decision.Default, reader);
        foreach (var (name, value) in settings.Decision.BySeries)
            CheckSeries($"kalshiarb.strategies.series.{name}", $"kalshiarb.strategies.series.{name}.limits", value, reader);
        if (settings.Decision.Sets is { } sets) CheckSets(sets, settings, reader);
        if (settings.Decision.Execution.MakerTimeout > settings.Decision.Execution.EntryExpiry)
            reader.Fail("kalshiarb.execution.maker-timeout", SettingText.Write(settings.Decision.Execution.MakerTimeout), "at most entry-expiry, since the venue cancels by itself then");
    }

    public static ImmutableArray<string> Warnings(EffectiveSettings settings)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        Warn("kalshiarb.feeds.freshness", settings.Decision.Default.Freshness);
        foreach (var (name, value) in settings.Decision.BySeries) Warn($"kalshiarb.strategies.series.{name}.freshness", value.Freshness);
        if (settings is { Mode: TradingMode.Paper, Exchange.Hosts.Paper: null, Feeds.Any: true }) warnings.Add("feeds: the simulated slate brings its own odds and scores; sources outside this process are not asked");
        return warnings.Distinct(StringComparer.Ordinal).ToImmutableArray();

        void Warn(string path, FreshnessSettings freshness)
        {
            var general = path != "kalshiarb.feeds.freshness" && freshness == settings.Decision.Default.Freshness;
            if (general) return;
            if (freshness.OddsSinceReceipt < settings.Feeds.OddsPoll)
                warnings.Add($"{path}.odds-since-receipt = {SettingText.Write(freshness.OddsSinceReceipt)} is below the feed's poll interval of {SettingText.Write(settings.Feeds.OddsPoll)}: odds are stale between polls");
            if (freshness.ScoreSinceReceipt < settings.Feeds.ScorePoll)
                warnings.Add($"{path}.score-since-receipt = {SettingText.Write(freshness.ScoreSinceReceipt)} is below the feed's poll interval of {SettingText.Write(settings.Feeds.ScorePoll)}: scores are stale between polls");
            if (settings.Feeds.OddsApi?.Terms.LivePoll is { } live && freshness.OddsSinceReceipt < live)
                warnings.Add($"{path}.odds-since-receipt = {SettingText.Write(freshness.OddsSinceReceipt)} is below feeds.odds-api.live-poll = {SettingText.Write(live)}: odds in play are stale between polls");
        }
    }

    /// <summary>All legs of a set leave at once and in one order group, whose fuse would take them for a runaway.</summary>
    private static void CheckSets(SetSettings sets, EffectiveSettings settings, SettingsReader reader)
    {
        const string Path = "kalshiarb.strategies.sets";
        if (sets.MaximumProfit <= sets.MinimumProfit)
            reader.Fail($"{Path}.maximum-profit", Dollars(sets.MaximumProfit), $"above minimum-profit, {Dollars(sets.MinimumProfit)}");
        var leg = Quantity.Min(sets.MaxContracts, settings.Decision.Default.Limits.MaxOrderContracts);
        if (leg.Hundredths * LegsOfAGame > (long)settings.Exchange.ContractsFuse * Quantity.HundredthsPerContract)
            reader.Fail($"{Path}.max-contracts", SettingText.Write(sets.MaxContracts.Hundredths, 100), $"at most a third of exchange.contracts-fuse, {settings.Exchange.ContractsFuse}: a game has up to three markets");
    }

    private static void CheckSeries(string strategies, string limits, SeriesSettings settings, SettingsReader reader)
    {
        var entry = settings.Entry;
        if (entry.MakerThreshold > entry.TakerThreshold)
            reader.Fail($"{strategies}.entry.maker-threshold", Dollars(entry.MakerThreshold), $"at most taker-threshold, {Dollars(entry.TakerThreshold)}");
        if (entry.MaximumEdge <= entry.TakerThreshold)
            reader.Fail($"{strategies}.entry.maximum-edge", Dollars(entry.MaximumEdge), $"above taker-threshold, {Dollars(entry.TakerThreshold)}");
        var momentum = settings.Momentum;
        if (momentum.TakerAtLeast != 0 && momentum.TakerAtLeast < momentum.Skip)
            reader.Fail($"{strategies}.momentum.taker-at-least", $"{momentum.TakerAtLeast}", $"0 (off) or at least skip, {momentum.Skip}");
        if (momentum.CancelBelow > momentum.Skip)
            reader.Fail($"{strategies}.momentum.cancel-below", $"{momentum.CancelBelow}", $"at most skip, {momentum.Skip}, or an entry is cancelled as soon as it is made");
        var market = settings.Limits;
        if (market.MaxOrderContracts > market.MaxContracts)
            reader.Fail($"{limits}.max-order-contracts", SettingText.Write(market.MaxOrderContracts.Hundredths, 100), $"at most max-contracts, {SettingText.Write(market.MaxContracts.Hundredths, 100)}");
    }

    private static string Dollars(PriceOffset value) => SettingText.Write(value.Units, Price.UnitsPerDollar);
}
