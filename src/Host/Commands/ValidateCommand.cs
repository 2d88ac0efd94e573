using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Measurement;
using KalshiArb.Host.Sessions;
using KalshiArb.Host.Trading;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb validate</c>: the two sources of fair value beside each other, judged by what happened.</summary>
internal static class ValidateCommand
{
    private const int FewGames = 30;

    public static Command Create(CommandConsole console)
    {
        var tapes = new Argument<string[]>("TAPE") { Description = "Tapes, in order", Arity = ArgumentArity.OneOrMore };
        var (config, profile, set, json) = (CommonOptions.Config(), CommonOptions.Profile(), CommonOptions.Set(), CommonOptions.Json());
        var command = new Command("validate", "Sportsbooks and win model beside each other and beside Kalshi's mid, on the same minutes of recorded games") { tapes, config, profile, set, json };
        command.SetAction((parse, cancellation) =>
        {
            var result = CommonOptions.Load(parse, config, profile, set, ["mode=replay"]);
            CommonOptions.Print(result, console.Error);
            if (result.Settings is not { } settings) return Task.FromResult((int)ExitCode.Usage);
            var files = parse.GetRequiredValue(tapes).Select(Path.GetFullPath).ToImmutableArray();
            if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing) throw new SessionRefusedException(ExitCode.Usage, $"{missing}: no such tape");
            var request = new ReplayRequest(settings, Overridden: true, files, null);
            // The core takes the thread that makes it.
            return Task.Run(
                () =>
                {
                    var rows = SourceComparison.Of([.. files.Select(file => TapeSession.WhatIf(request, file, static inputs => inputs, cancellation).Measured)]);
                    if (parse.GetValue(json)) console.Out.WriteLine(JsonSerializer.Serialize(rows, ReportJson.Default.ImmutableArraySourceComparisonRow));
                    else foreach (var line in Lines(rows)) console.Out.WriteLine(line);
                    return (int)ExitCode.Done;
                },
                cancellation);
        });
        return command;
    }

    private static IEnumerable<string> Lines(ImmutableArray<SourceComparisonRow> rows)
    {
        if (rows.IsEmpty)
        {
            yield return "sportsbooks and win model were never fresh at once on a market with a result: there is nothing to hold against each other";
            yield break;
        }

        yield return "whole minutes at which sportsbooks and win model were fresh and the market showed both sides; 95 % intervals by game; Brier and log loss: lower is better";
        foreach (var row in rows)
        {
            yield return "";
            yield return string.Create(CultureInfo.InvariantCulture, $"{row.Sport}: {row.Minutes:#,##0} minutes of {row.Games} games");
            if (row.Games < FewGames) yield return $"  warning: below {FewGames} games take no figure here for a difference, and none for its absence";
            yield return Source("sportsbooks", row.Consensus);
            yield return Source("win model", row.Model);
            yield return Source("Kalshi's mid", row.Market);
            yield return $"  sportsbooks less model  Brier {Brier(row.BrierGap, "+0.0000;-0.0000;0.0000")}{(row.BrierGap.ExcludesZero ? row.BrierGap.Mean > 0 ? "  the model was the better forecast" : "  the sportsbooks were the better forecast" : "  no difference shown")}";
            yield return $"  apart                   {Cents(row.Apart, "+0.0;-0.0;0.0")} cents, distance {Cents(row.Distance, "0.0")}";
            foreach (var line in Bins("sportsbooks", row.Consensus).Concat(Bins("win model", row.Model))) yield return line;
        }
    }

    private static string Source(string name, Calibration of) => $"  {name,-22}  Brier {Brier(of.Brier, "0.0000")}, log loss {of.LogLoss.Mean.ToString("0.0000", CultureInfo.InvariantCulture)}";

    private static IEnumerable<string> Bins(string name, Calibration of)
    {
        yield return $"  {name}: thought, came, minutes, games";
        foreach (var bin in of.Bins)
            yield return string.Create(CultureInfo.InvariantCulture, $"    {bin.Forecast:0.000}  {bin.Happened.Mean:0.000}  {bin.Happened.Count,7:#,##0}  {bin.Happened.Clusters,4}");
    }

    private static string Brier(Estimate of, string form) => Interval(of.Mean, of.Low, of.High, form);

    private static string Cents(Estimate of, string form) => Interval(of.Mean * 100, of.Low * 100, of.High * 100, form);

    private static string Interval(double mean, double? low, double? high, string form) => low is { } from && high is { } to
        ? $"{mean.ToString(form, CultureInfo.InvariantCulture)} [{from.ToString(form, CultureInfo.InvariantCulture)}, {to.ToString(form, CultureInfo.InvariantCulture)}]"
        : mean.ToString(form, CultureInfo.InvariantCulture) + " (no interval)";
}
