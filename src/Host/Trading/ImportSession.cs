using KalshiArb.Domain.Games;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Reference;
using KalshiArb.Host.Sessions;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Host.Trading;

/// <summary>Turns recordings into tapes of inputs.</summary>
internal static class ImportSession
{
    /// <summary>Size shown at both sides of tops that were recorded without one; printed.</summary>
    internal static readonly Quantity AssumedSize = Quantity.FromContracts(100);

    private const int ShownFaults = 20;

    public static Sessions.ImportReport Import(ImportRequest request, CancellationToken cancellation)
    {
        var reference = LoadReference(request.MarketsFile);
        return request.Kind switch
        {
            ImportKind.KalshiFrames => Frames(request, reference, cancellation),
            ImportKind.KalshiTicker when KalshiTicker.TryImport(request.Files, request.OddsFiles, reference, AssumedSize, out var day, out var reason) => Write(request, day, cancellation),
            ImportKind.KalshiMinutes when KalshiMinutes.TryImport(request.Files[0], request.OddsFiles, reference, AssumedSize, out var day, out var reason) => Write(request, day, cancellation),
            ImportKind.KalshiTicker => throw Refused(request, reference),
            _ => throw Refused(request, reference),
        };
    }

    private static SessionRefusedException Refused(ImportRequest request, ReferenceData reference)
    {
        var reason = "";
        if (request.Kind == ImportKind.KalshiTicker) KalshiTicker.TryImport(request.Files, request.OddsFiles, reference, AssumedSize, out _, out reason);
        else KalshiMinutes.TryImport(request.Files[0], request.OddsFiles, reference, AssumedSize, out _, out reason);
        return new SessionRefusedException(ExitCode.Usage, reason);
    }

    private static Sessions.ImportReport Frames(ImportRequest request, ReferenceData reference, CancellationToken cancellation)
    {
        if (!FramesDay.TryImport(request.Files[0], request.OddsFiles, reference, out var day, out var reason)) throw new SessionRefusedException(ExitCode.Usage, reason);
        var frames = day.Frames;
        var inputs = WriteTape(request, day.Inputs, null, cancellation);
        return new Sessions.ImportReport(
            request.Out, inputs,
            [
                new("frames", (int)frames.Frames), new("snapshots", (int)frames.Snapshots), new("deltas", (int)frames.Deltas),
                new("acknowledgements", (int)frames.Acknowledgements), new("gaps", (int)frames.Gaps), new("quarantined", (int)frames.Quarantined), new("markets", frames.Tickers.Count - day.LeftOut.Length),
                .. Joins(day.Joins),
            ],
            [.. QuarantinedFrames(day.Inputs).Concat(day.Faults.First.Select(fault => $"{fault.Where}: {fault.Reason}")).Take(ShownFaults)],
            [.. day.LeftOut.Select(line => $"left out: {line}"), .. day.AssumedFacts.Select(fact => $"assumed, not observed: {fact}")]);
    }

    private static IEnumerable<string> QuarantinedFrames(ImmutableArray<TimedInput> inputs) =>
        from timed in inputs
        let frame = timed.Input as FrameQuarantined
        where frame is not null
        select $"frame at {timed.Stamp}{(frame.Ticker is { } ticker ? $", {ticker}" : "")}: {frame.Reason}";

    private static Sessions.ImportReport Write(ImportRequest request, ImportedDay day, CancellationToken cancellation)
    {
        var report = day.Report;
        var inputs = WriteTape(request, day.Inputs, report.Bar, cancellation);
        return new Sessions.ImportReport(
            request.Out, inputs,
            [
                new("games", report.Games), new("markets", report.Markets), new(report.RowName, report.Rows), new("with odds", report.RowsWithOdds),
                new("odds polls", report.OddsPolls), .. Joins(report.OddsJoins), new("stale marks", report.StaleMarks), new("settled", report.Settled),
            ],
            [.. report.Faults.First.Take(ShownFaults).Select(fault => $"{fault.Where}: {fault.Reason}")],
            [
                $"assumed: {report.AssumedDisplayedSize} contracts at both sides of every top of book; the recording holds no sizes",
                .. report.AssumedFacts.Select(fact => $"assumed, not observed: {fact}"), .. report.MarketsLeftOut.Select(line => $"left out: {line}"),
            ]);
    }

    private static IEnumerable<NamedCount> Joins(ImmutableArray<OddsJoin> joins)
    {
        yield return new NamedCount("odds games", joins.Length);
        yield return new NamedCount("matched", joins.Count(join => join.Outcome == MatchOutcome.Matched));
        yield return new NamedCount("ambiguous", joins.Count(join => join.Outcome == MatchOutcome.Ambiguous));
        yield return new NamedCount("unmatched", joins.Count(join => join.Outcome is not (MatchOutcome.Matched or MatchOutcome.Ambiguous)));
    }

    private static long WriteTape(ImportRequest request, ImmutableArray<TimedInput> inputs, TimeSpan? bar, CancellationToken cancellation)
    {
        if (inputs.IsEmpty) throw new SessionRefusedException(ExitCode.Usage, $"{request.Files[0]}: nothing in it could be imported");
        return ImportTape.Write(request.Out, inputs, request.Settings.Decision, bar, cancellation);
    }

    /// <summary>Series and clubs from a directory: that of <c>--markets</c>, else <c>data/</c> beside the program's root.</summary>
    internal static ReferenceData LoadReference(string? given)
    {
        var directory = given is null ? ProgramFiles.Find("data") : Directory.Exists(given) ? given : Path.GetDirectoryName(given)!;
        if (ReferenceData.TryLoad(directory, out var reference, out var errors)) return reference;
        throw new SessionRefusedException(ExitCode.Usage, string.Join(Environment.NewLine, errors));
    }
}
