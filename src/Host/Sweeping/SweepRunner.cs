using System.Runtime.ExceptionServices;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Risk;
using KalshiArb.Host.Sessions;
using KalshiArb.Host.Trading;
using KalshiArb.Simulation.Sweeps;

namespace KalshiArb.Host.Sweeping;

/// <summary>Tapes that were looked through, with their games parted.</summary>
/// <param name="Paths">The tapes, absolute.</param>
/// <param name="Scans">What each holds.</param>
/// <param name="Split">Their games.</param>
/// <param name="Simulated">Whether one is of a simulated evening.</param>
/// <param name="BarSeconds">How long the bars of a recording are, the longest of several; null where none is of bars.</param>
internal sealed record SweepTapes(ImmutableArray<string> Paths, ImmutableArray<ScannedTape> Scans, SampleSplit Split, bool Simulated, int? BarSeconds)
{
    /// <summary>Looks through tapes; refuses what is no tape, and games that cannot be parted.</summary>
    public static SweepTapes Open(ImmutableArray<string> paths, DateOnly? from)
    {
        var (scans, simulated, bars) = (ImmutableArray.CreateBuilder<ScannedTape>(), false, (int?)null);
        foreach (var path in paths)
        {
            try
            {
                using var tape = TapeReader.Open(path);
                scans.Add(ScannedTape.Of(TapeSession.Inputs(tape), tape.Header.Seed));
                simulated |= tape.Header.Seed is not null;
                if (tape.Header.BarSeconds is { } seconds) bars = Math.Max(bars ?? 0, seconds);
            }
            catch (TapeException broken)
            {
                throw new SessionRefusedException(ExitCode.Usage, $"{path}: {broken.Message}", broken);
            }
        }

        return SampleSplit.TryOf(ScannedTape.GamesOf(scans), from, out var split, out var reason)
            ? new SweepTapes(paths, scans.ToImmutable(), split, simulated, bars)
            : throw new SessionRefusedException(ExitCode.Usage, reason);
    }

    /// <summary>The replays of one combination.</summary>
    public ImmutableArray<SweepPart> Parts() => [.. PartsOf(Split.In, inSample: true), .. PartsOf(Split.Out, inSample: false)];

    private IEnumerable<SweepPart> PartsOf(ImmutableArray<SampleGame> side, bool inSample)
    {
        var all = Split.In.Concat(Split.Out).ToArray();
        for (var i = 0; i < Paths.Length; i++)
        {
            var names = side.Where(game => game.Tapes.Contains(i)).Select(game => game.Name).ToImmutableSortedSet(StringComparer.Ordinal);
            if (!names.IsEmpty) yield return new SweepPart(i, inSample, names, Whole: names.Count == all.Count(game => game.Tapes.Contains(i)));
        }
    }
}

/// <summary>One replay: the games of one side on one tape.</summary>
/// <param name="Tape">The tape's place.</param>
/// <param name="InSample">Which side.</param>
/// <param name="Games">The games that are played.</param>
/// <param name="Whole">Whether those are all of the tape.</param>
internal sealed record SweepPart(int Tape, bool InSample, ImmutableSortedSet<string> Games, bool Whole);

/// <summary>
/// Tries combinations, several at a time. Each replay has an actor system, a core and a paper exchange of its own, on the thread that
/// made them, and no two share anything that changes: how many run at once cannot reach a figure.
/// </summary>
internal sealed class SweepRunner(SweepPlan plan, SweepTapes tapes, TimeSpan? oddsDelay)
{
    private readonly ImmutableArray<SweepPart> _parts = tapes.Parts();

    /// <summary>How many replays there are.</summary>
    public int Replays => plan.Tries.Length * _parts.Length;

    /// <summary>Tries all of them. The rows are in the order of the plan. Refuses when it is not done within a time.</summary>
    /// <param name="jobs">Threads.</param>
    /// <param name="within">Longest time.</param>
    /// <param name="progress">Told how many combinations are done, from any thread, one at a time.</param>
    /// <param name="cancellation">Ends it.</param>
    public ImmutableArray<SweepRow> Run(int jobs, TimeSpan within, Action<int> progress, CancellationToken cancellation)
    {
        var rows = new SweepRow[plan.Tries.Length];
        var (next, done) = (-1, 0);
        var (failures, told) = (new List<Exception>(), new Lock());
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ends.CancelAfter(within);
        void Work()
        {
            try
            {
                for (var i = Interlocked.Increment(ref next); i < rows.Length; i = Interlocked.Increment(ref next))
                {
                    rows[i] = Try(plan.Tries[i], ends.Token);
                    lock (told) progress(++done);
                }
            }
#pragma warning disable CA1031 // It is thrown again by whoever waits for the threads.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                lock (told) failures.Add(failure);
                ends.Cancel();
            }
        }

        // Threads of their own: a core's actor system belongs to the thread that made it.
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(jobs, rows.Length)).Select(job => new Thread(Work) { Name = $"sweep-{job}", IsBackground = true })];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        if (failures.FirstOrDefault(failure => failure is not OperationCanceledException) is { } first) ExceptionDispatchInfo.Throw(first);
        cancellation.ThrowIfCancellationRequested();
        if (failures.Count > 0)
            throw new SessionRefusedException(ExitCode.Refused, $"not done within {within.TotalMinutes:0} min: {done} of {rows.Length} combinations; part of them is not ranked. --within TIME allows more");
        return [.. rows];
    }

    private SweepRow Try(SweepTry one, CancellationToken cancellation)
    {
        var (inside, outside) = (new HalfTally(tapes.Split.In.Select(game => game.Name)), new HalfTally(tapes.Split.Out.Select(game => game.Name)));
        var (stateIn, stateOut, agree, hashes) = (TradingState.Running, TradingState.Running, true, ImmutableArray.CreateBuilder<string>());
        foreach (var part in _parts)
        {
            cancellation.ThrowIfCancellationRequested();
            var scan = tapes.Scans[part.Tape];
            var request = new ReplayRequest(one.Settings, true, [tapes.Paths[part.Tape]], null) { OddsDelay = oddsDelay };
            var (end, measured) = TapeSession.WhatIf(request, tapes.Paths[part.Tape], inputs => part.Whole ? inputs : scan.Only(inputs, part.Games), cancellation);
            (part.InSample ? inside : outside).Add(measured);
            if (part.InSample) stateIn = Worse(stateIn, end.Summary.TradingState);
            else stateOut = Worse(stateOut, end.Summary.TradingState);
            agree &= end.Summary.Ledger is { Agrees: true };
            hashes.Add(end.Summary.DecisionHash);
        }

        return new SweepRow(one.Values, inside.Figures(), outside.Figures(), agree, stateIn, stateOut, hashes.ToImmutable());
    }

    private static TradingState Worse(TradingState left, TradingState right) => left > right ? left : right;
}
