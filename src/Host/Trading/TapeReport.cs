using System.Globalization;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Settings;
using KalshiArb.Host.Sessions;
using KalshiArb.Simulation.Measurement;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Host.Trading;

/// <summary>Gathers what was measured of one tape after another, and writes the report of them all.</summary>
internal sealed class TapeReport(string directory)
{
    private const string ImportRemark =
        "An imported recording: where it holds no sizes, those at the touch are assumed, and between its rows a price is that of the last row. Of rows a minute apart, mids after 1 and 10 s say little.";

    private readonly List<MeasuredTape> _tapes = [];
    private MeasuredRun? _run;
    private DecisionSettings? _settings;
    private FillRules? _rules;

    /// <summary>Takes what was measured of the tape in hand.</summary>
    public void Measured(MeasuredRun run) => _run = run;

    /// <summary>Takes what the tape in hand is.</summary>
    public void Add(string path, TapeHeader header, DecisionSettings settings, ReplayEnd end, TimeSpan latency, TimeSpan? oddsDelay)
    {
        var run = _run ?? throw new InvalidOperationException("nothing was measured of this tape");
        _run = null;
        var whatIf = end.Kind == ReplayKind.WhatIf;
        _settings ??= settings;
        _rules ??= whatIf
            ? WhatIfRules(latency, oddsDelay, header.BarSeconds)
            : new FillRules("The run's own decisions and fills: every answer of the exchange comes from the tape.", null, 0);
        _tapes.Add(Of(path, header, end, run));
    }

    /// <summary>How orders of a what-if fill.</summary>
    public static FillRules WhatIfRules(TimeSpan latency, TimeSpan? oddsDelay, int? barSeconds) => new(
        string.Create(CultureInfo.InvariantCulture, $"What-if: orders fill on paper {latency.TotalMilliseconds:0} ms after the decision, takers at what is displayed then less what we took before, makers only when the price trades through their limit.{Bars(barSeconds)}"),
        latency.TotalMilliseconds, (oddsDelay ?? TimeSpan.Zero).TotalSeconds);

    private static string Bars(int? barSeconds) => barSeconds is { } seconds
        ? string.Create(CultureInfo.InvariantCulture, $" Prices are the ends of bars of {seconds} s: a taker gets the worse of the last end and the next, or nothing.")
        : "";

    /// <summary>What is told of a replayed tape.</summary>
    public static MeasuredTape Of(string path, TapeHeader header, ReplayEnd end, MeasuredRun run) => new(
        new ReportedTape(
            path, header.Build, header.Mode, header.Seed, run.From.UnixMicros, run.To.UnixMicros, end.Summary.Inputs, end.Kind == ReplayKind.WhatIf ? "what-if" : "verify",
            end.Summary.DecisionHash, end.ExpectedHash, end.Agrees,
            [.. end.SettingsThatDiffer.Select(setting => $"{setting.Path}: tape {setting.Left ?? "(none)"}, here {setting.Right ?? "(none)"}")])
        {
            BarSeconds = header.BarSeconds,
        },
        run);

    /// <summary>Writes the report; gives the lines that tell where it is.</summary>
    public ImmutableArray<string> Write()
    {
        var settings = SettingsJson.Leaves(_settings!).Select(setting => new NamedValue(setting.Key, setting.Value));
        var remarks = _tapes.Any(tape => tape.Tape.Mode == "import") ? [ImportRemark] : ImmutableArray<string>.Empty;
        ReportFiles.Write(directory, ReportBuilder.Build(Build.Version, [.. _tapes], _rules!, [.. settings], remarks));
        return [$"report   {Path.Combine(directory, ReportFiles.Page)}, and as JSON {ReportFiles.Json}"];
    }
}
