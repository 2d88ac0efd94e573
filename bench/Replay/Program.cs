using System.Diagnostics;
using System.Globalization;
using Akka.Configuration;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tape;
using KalshiArb.Benchmarks.Replay;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

// dotnet run -c Release --project bench/Replay [-- DELTAS [RUNS]]
// Replays a tape file of 2,000,000 deltas over 1,000 markets through the core's actors, with the decision hash and a decision
// file, and prints the rate of each run and the median. No other work should run beside it.
var deltas = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000_000;
var runs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var folder = Directory.CreateTempSubdirectory("kalshiarb-bench-").FullName;
try
{
    var path = Path.Combine(folder, "bench.tape");
    var inputs = TapeMaker.Write(path, deltas);
    Console.WriteLine($"tape      {inputs:N0} inputs, {deltas:N0} of them deltas ({(double)deltas / inputs:P1}), {TapeMaker.Games * 2:N0} markets, {new FileInfo(path).Length / 1e6:N1} MB");
    using var system = CoreSystem.Create(ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
    var hash = CountEvaluated(system, path);
    var rates = new double[runs];
    for (var run = 0; run < runs; run++) rates[run] = Timed(system, path, folder, run, hash);
    Array.Sort(rates);
    Console.WriteLine($"median    {rates[runs / 2]:N0} inputs/s on {Environment.ProcessorCount} cores, .NET {Environment.Version}, load {Load()}");
}
finally
{
    Directory.Delete(folder, recursive: true);
}

return 0;

static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

// Untimed: counting asks a dictionary about every input.
static string CountEvaluated(CoreSystem system, string path)
{
    using var tape = TapeReader.Open(path);
    var judged = new Judged();
    using var core = TradingCore.Create(
        system,
        new CoreOptions { Codec = JournalFormat.Instance, Commits = new InMemoryCommitLog([]), Gateway = new Nowhere(), OpensAt = tape.Header.OpensAt, Decisions = [judged] },
        CoreRoot.For(BenchSettings.Decision, MemberPrecision.Direct));
    while (tape.Read() != TapeItem.End)
    {
        core.Process(tape.At, tape.Input!);
        judged.Count(tape.Input!);
    }

    Console.WriteLine($"evaluated {(double)judged.Evaluated / core.InputCount:P2} of inputs by a strategy, {(double)judged.EvaluatedByAll / core.InputCount:P2} by both; failures {core.FailureCount}");
    Console.WriteLine($"at end    {string.Join(", ", judged.AtEnd.Select(code => $"{code.Key} {code.Value:N0}"))}");
    Console.WriteLine($"decisions {string.Join(", ", judged.Decisions.Select(code => $"{code.Key} {code.Value:N0}"))}");
    return core.DecisionHash;
}

static double Timed(CoreSystem system, string path, string folder, int run, string hash)
{
    using var tape = TapeReader.Open(path);
    using var decisions = new DecisionFile(Path.Combine(folder, $"decisions-{run}.log"));
    GC.Collect();
    GC.WaitForPendingFinalizers();
    var (gen0, gen1, gen2) = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
    var allocated = GC.GetTotalAllocatedBytes(precise: true);
    var used = Environment.CpuUsage.TotalTime;
    var begun = Stopwatch.GetTimestamp();
    var result = TapeReplay.Verify(system, tape, new ReplayOptions
    {
        Codec = JournalFormat.Instance,
        Root = _ => CoreRoot.For(BenchSettings.Decision, MemberPrecision.Direct),
        Decisions = [decisions],
    });
    var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
    var busy = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
    var bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)result.Inputs;
    Console.WriteLine(
        $"run {run + 1}     {result.Inputs:N0} inputs in {seconds:N2} s: {result.Inputs / seconds:N0} inputs/s ({busy:N2} processor seconds); collections {GC.CollectionCount(0) - gen0}/{GC.CollectionCount(1) - gen1}/{GC.CollectionCount(2) - gen2}, "
        + $"{bytes:N0} bytes an input; {result.Decisions:N0} decisions, hash {result.DecisionHash[..16]}{(result.DecisionHash == hash ? "" : " DIFFERS")}; load {Load()}");
    return result.Inputs / seconds;
}

/// <summary>The tape is an import: nobody answers.</summary>
internal sealed class Nowhere : IOrderGateway
{
    public void Dispatch(Effect effect)
    {
    }
}

/// <summary>Decisions as a file, one canonical line each.</summary>
internal sealed class DecisionFile(string path) : IDecisionSink, IDisposable
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);

    public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line)
    {
        _file.Write(line);
        _file.WriteByte((byte)'\n');
    }

    public void Dispose() => _file.Dispose();
}
