using System.Diagnostics;
using Akka.Configuration;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Sessions;
using KalshiArb.Simulation.Import;
using KalshiArb.Host.Telemetry;
using KalshiArb.Simulation.Measurement;
using KalshiArb.Simulation.Paper;
using KalshiArb.Simulation.Recorded;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Host.Trading;

/// <summary>
/// Replays tapes. With a run's own settings the tape gives the answers too, and every decision must be the run's. With other
/// settings, or an import, orders fill on paper against the recording, after a stated latency.
/// </summary>
internal static class TapeSession
{
    /// <summary>From a decision to the venue's answer in a what-if: slower than most, since nothing proves that we were faster.</summary>
    public static readonly TimeSpan WhatIfLatency = TimeSpan.FromMilliseconds(500);

    private const int ProgressEvery = 4_096;

    public static ReplayEnd Replay(ReplayRequest request, IProgress<ReplayProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            using var decisions = request.DecisionsFile is { } file ? new DecisionFile(file) : null;
            var report = request.ReportDirectory is { } directory ? new TapeReport(directory) : null;
            ReplayEnd? last = null;
            foreach (var path in request.Tapes)
            {
                using var tape = TapeReader.Open(path);
                last = Replay(request, tape, path, decisions, report, progress, cancellation);
                if (last.Agrees is false) break;
            }

            return report is null ? last! : last! with { Notes = [.. last.Notes, .. report.Write()] };
        }
        catch (TapeException broken)
        {
            throw new SessionRefusedException(ExitCode.Usage, broken.Message, broken);
        }
    }

    private static ReplayEnd Replay(
        ReplayRequest request, TapeReader tape, string path, DecisionFile? decisions, TapeReport? report, IProgress<ReplayProgress>? progress, CancellationToken cancellation)
    {
        if (!SettingsJson.TryRead(tape.Header.Settings, out var own, out var problem) || own is null)
            throw new SessionRefusedException(ExitCode.Usage, $"{path}: the settings in its head cannot be read: {problem}");
        var settings = request.Overridden || !tape.Header.Decided ? request.Settings.Decision : own;
        var differing = SettingsJson.Differences(own, settings);
        var measurement = report is null ? null : new CoreMeasurement();
        var end = tape.Header.Decided && differing.IsEmpty && request.OddsDelay is null
            ? Verify(request, own, tape, Sinks(decisions, measurement), measurement, report, progress, cancellation)
            : WhatIf(request, settings, differing, Inputs(tape), tape.Header, Sinks(decisions, measurement), measurement, run => report!.Measured(run), progress, cancellation);
        report?.Add(path, tape.Header, settings, end, WhatIfLatency, request.OddsDelay);
        return end;
    }

    /// <summary>What other settings would have done on a part of a tape, measured.</summary>
    /// <param name="request">Settings, and how late the odds are.</param>
    /// <param name="path">The tape.</param>
    /// <param name="part">Which of its inputs happen.</param>
    /// <param name="cancellation">Ends it.</param>
    public static (ReplayEnd End, MeasuredTape Measured) WhatIf(ReplayRequest request, string path, Func<IEnumerable<TimedInput>, IEnumerable<TimedInput>> part, CancellationToken cancellation)
    {
        using var tape = TapeReader.Open(path);
        var (measurement, measured) = (new CoreMeasurement(), (MeasuredRun?)null);
        var end = WhatIf(request, request.Settings.Decision, [], part(Inputs(tape)), tape.Header, [measurement], measurement, run => measured = run, null, cancellation);
        return (end, TapeReport.Of(path, tape.Header, end, measured!));
    }

    /// <summary>The inputs of a tape; read once.</summary>
    public static IEnumerable<TimedInput> Inputs(TapeReader tape)
    {
        while (true)
        {
            var item = tape.Read();
            if (item == TapeItem.End) yield break;
            if (item == TapeItem.Input) yield return new TimedInput(tape.At, tape.Input!);
        }
    }

    private static ImmutableArray<IDecisionSink> Sinks(params ReadOnlySpan<IDecisionSink?> sinks)
    {
        var given = ImmutableArray.CreateBuilder<IDecisionSink>();
        foreach (var sink in sinks)
            if (sink is not null) given.Add(sink);
        return given.ToImmutable();
    }

    private static ReplayEnd Verify(
        ReplayRequest request, DecisionSettings settings, TapeReader tape, ImmutableArray<IDecisionSink> sinks, CoreMeasurement? measurement, TapeReport? report,
        IProgress<ReplayProgress>? progress, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var tally = new SessionTally(null);
        using var host = new ActorSystemHost();
        using var system = CoreSystem.Create(host.Start, ConfigurationFactory.ParseString(request.Settings.AkkaHocon));
        RiskState? risk = null;
        var at = tape.Header.OpensAt;
        var result = TapeReplay.Verify(system, tape, new ReplayOptions
        {
            Codec = JournalFormat.Instance,
            Root = _ => CoreRoot.For(settings, PrecisionOf(request)),
            Decisions = [tally, .. sinks],
            Between = measurement is null ? null : measurement.Before,
            Progress = (inputs, now) =>
            {
                at = now;
                if (inputs % ProgressEvery != 0) return;
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new ReplayProgress(inputs, null, now));
            },
            AtEnd = core =>
            {
                risk = core.Query(new RiskQuery()).State;
                report?.Measured(measurement!.Finish(core, core.Now));
            },
        });
        progress?.Report(new ReplayProgress(result.Inputs, result.Inputs, at));
        var agrees = result.IsEqual && result.ForeignDeliveries == 0;
        var notes = ImmutableArray.CreateBuilder<string>();
        if (result.Torn is { } torn) notes.Add($"the tape was cut off: {torn}; everything before it was replayed");
        if (result.Expected is null && result.Torn is null) notes.Add("the tape has no footer; its decisions were compared one by one");
        return new ReplayEnd(
            ReplayKind.Verify, [], result.Expected, agrees,
            result.Difference is { } first ? new Sessions.ReplayDifference(first.Input, first.InputText ?? "", first.OnTape, first.Replayed) : null,
            SummaryOf(tally, risk, at, "end of the tape", result.Inputs, result.DecisionHash, null, agrees ? ExitCode.Done : ExitCode.Differs),
            Stopwatch.GetElapsedTime(begun), notes.ToImmutable());
    }

    private static ReplayEnd WhatIf(
        ReplayRequest request, DecisionSettings decision, ImmutableArray<SettingDifference> differing, IEnumerable<TimedInput> inputs, TapeHeader head, ImmutableArray<IDecisionSink> sinks, CoreMeasurement? measurement,
        Action<MeasuredRun> measured, IProgress<ReplayProgress>? progress, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var tally = new SessionTally(null);
        using var host = new ActorSystemHost();
        using var system = CoreSystem.Create(host.Start, ConfigurationFactory.ParseString(request.Settings.AkkaHocon));
        var settings = request.Settings;
        var read = 0L;
        TimeSpan? bar = head.BarSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var world = new RecordedWorld(
            DelayedOdds.Apply(inputs.Select(input => { read++; return input; }), request.OddsDelay ?? TimeSpan.Zero), PaperCash.Split(settings.Paper.Cash), PrecisionOf(request), settlesAtResult: !head.Decided, bar);
        var network = new PaperNetwork(new NetworkTerms(WhatIfLatency, TimeSpan.Zero, 0), settings.Exchange.ContractsFuse, () => true);
        using var core = TradingCore.Create(
            system,
            new CoreOptions
            {
                Codec = JournalFormat.Instance, Commits = new InMemoryCommitLog([]), Gateway = network, OpensAt = world.Now,
                Decisions = [tally, .. sinks],
            },
            CoreRoot.For(decision, PrecisionOf(request)));
        var driver = new PaperDriver(core, world, network, null, new FillFaults(0, 0), new Lock()) { Between = measurement is null ? null : measurement.Before };
        driver.Take(new SessionStarted(1, settings.Exchange.AccountTag, Build.Version));
        var end = Instant.FromUnixMicros(long.MaxValue / 4);
        while (world.NextTime is not null || driver.NetworkBusy)
        {
            driver.Step(end);
            if (read % ProgressEvery != 0) continue;
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new ReplayProgress(read, null, driver.Now));
        }

        driver.Take(new StopRequested("end of the tape"));
        var last = driver.Now + TimeSpan.FromSeconds(30);
        while (driver.Step(last))
        {
        }

        if (measurement is not null) measured(measurement.Finish(core, Instant.Max(driver.Now, core.Now)));
        var risk = core.Query(new RiskQuery()).State;
        var check = LedgerComparison.Compare(
            risk.Ledger, core.Query(new Actors.Execution.OrderQuery()).Orders, world.ListAccount(long.MaxValue, Instant.Never, world.Now, new List<Input>()),
            request.Settings.Exchange.AccountTag);
        progress?.Report(new ReplayProgress(read, read, driver.Now));
        return new ReplayEnd(
            ReplayKind.WhatIf, differing, null, null, null,
            SummaryOf(tally, risk, driver.Now, "end of the tape", core.InputCount, core.DecisionHash, PaperSession.ToCheck(check), check.Agrees ? ExitCode.Done : ExitCode.Differs),
            Stopwatch.GetElapsedTime(begun),
            [
                $"orders fill on paper {WhatIfLatency.TotalMilliseconds:0} ms after the decision: takers at what is displayed, makers only when the price trades through",
                .. bar is { } length ? [$"prices are the ends of bars of {SettingText.Write(length)}: a taker gets the worse of the last end and the next, or nothing"] : ImmutableArray<string>.Empty,
                .. request.OddsDelay is { Ticks: > 0 } delay ? [$"odds are received {SettingText.Write(delay)} later than on the tape, with their stamps as they were"] : ImmutableArray<string>.Empty,
                tally.StaleText,
            ]);
    }

    private static SessionEnd SummaryOf(
        SessionTally tally, RiskState? risk, Instant at, string reason, long inputs, string hash, LedgerCheck? ledger, ExitCode code)
    {
        var pnl = risk is null
            ? new ProfitAndLoss(Money.Zero, Money.Zero, Money.Zero)
            : new ProfitAndLoss(risk.Ledger.RealizedPnl, risk.Ledger.Fees, CoreViews.OpenOf(risk));
        return new SessionEnd(
            at, reason, 0, true, risk?.Ledger.Positions.Values.Count(position => !position.IsFlat) ?? 0, tally.Signals, tally.Approved, tally.Refused,
            tally.Entries, tally.Closed, pnl, ledger, null, inputs, hash, risk?.Trading ?? TradingState.Running, code);
    }

    private static MemberPrecision PrecisionOf(ReplayRequest request) => PaperSession.PrecisionOf(request.Settings);

    /// <summary>Decisions as a file, one canonical line each.</summary>
    private sealed class DecisionFile(string path) : IDecisionSink, IDisposable
    {
        private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);

        public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line)
        {
            _file.Write(line);
            _file.WriteByte((byte)'\n');
        }

        public void Dispose() => _file.Dispose();
    }
}
