using System.Diagnostics;
using System.Globalization;
using Akka.Configuration;
using HdrHistogram;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Benchmarks.Wire;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Gateway;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;

// dotnet run -c Release --project bench/Wire [-- ROUNDS [MEMORY_DISK]]
// From a frame of the stream to a decided order, and to the order's bytes at a venue's socket, step by step. The core spins;
// two idle cores are needed, one for it and one for everything else.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3_000;
var memory = args.Length > 1 ? args[1] : "/dev/shm";
const int Warm = 1_000;

Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, load {Load()}; {rounds:N0} rounds after {Warm:N0} to warm up; microseconds");
ToDecision();
if (Directory.Exists(memory)) ToBytes("journal on a memory disk", memory);
ToBytes("journal on this machine's disk", Path.GetTempPath());
return 0;

static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

void ToDecision()
{
    var (stamps, clock) = (new Stamps(), new BenchClock());
    LiveCore? live = null;
    var gateway = new StampedGateway(stamps, clock, () => live!);
    using (live = Start(clock, _ => new StampedLog(new InMemoryCommitLog(), stamps, endsHere: true), gateway, () => CoreSystem.Create(Quiet())))
    {
        var (decode, core, all) = (Histogram(), Histogram(), Histogram());
        Measure(new Scene(live, clock), stamps, () =>
        {
            decode.RecordValue(Nanos(stamps.Received, stamps.Decoded));
            core.RecordValue(Nanos(stamps.Decoded, stamps.Decided));
            all.RecordValue(Nanos(stamps.Received, stamps.Decided));
        });
        Console.WriteLine();
        Console.WriteLine("frame in to decision");
        Print("decode and post", decode);
        Print("book, strategy, risk, registry", core);
        Print("frame in to decision", all);
    }
}

void ToBytes(string where, string folder)
{
    var directory = Directory.CreateTempSubdirectory("kalshiarb-bench-").FullName;
    if (folder != Path.GetTempPath())
    {
        Directory.Delete(directory);
        directory = Directory.CreateDirectory(Path.Combine(folder, Path.GetFileName(directory))).FullName;
    }

    var (stamps, clock) = (new Stamps(), new BenchClock());
    try
    {
        using var server = new OrderServer(stamps);
        using var key = ((KeyReading.Loaded)KeyReader.FromPem("bench", KeyOf(directory), "bench")).Key;
        using var ready = new ReadyHeaders(new RequestSigner(key, () => Instant.From(DateTimeOffset.UtcNow)));
        ready.Prepare("POST", "/trade-api/v2/portfolio/events/orders");
        using var client = new KalshiRestClient(new KalshiRestOptions { BaseUri = server.Address, Signer = ready, Clock = () => clock.Now, Subaccount = 0 });
        LiveCore? live = null;
        var gateway = new StampedGateway(stamps, clock, () => live!);
        var sink = new WrittenSink(stamps, () => live!);
        var rest = new RestGateway(new GatewayOptions
        {
            Client = client, Sink = sink, Clock = () => clock.Now, MayCreate = () => true, ContractsFuse = 1_000_000, KillWanted = Fail, Snapshots = _ => { },
        });
        gateway.Creates = rest;
        var (configuration, setups) = SqlJournal.OnSqlite(Path.Combine(directory, "journal.db"));
        using (live = Start(clock, system => new StampedLog(SqlJournal.Open(system.System), stamps, endsHere: false), gateway, () => CoreSystem.Create(configuration.WithFallback(Quiet()), setups.AsSpan())))
        {
            var (decide, commit, dispatch, socket, all, arrived) = (Histogram(), Histogram(), Histogram(), Histogram(), Histogram(), Histogram());
            Measure(new Scene(live, clock), stamps, () =>
            {
                decide.RecordValue(Nanos(stamps.Received, stamps.Decided));
                commit.RecordValue(Nanos(stamps.Decided, stamps.Durable));
                dispatch.RecordValue(Nanos(stamps.Durable, stamps.Written));
                socket.RecordValue(Nanos(stamps.Written, stamps.Arrived));
                all.RecordValue(Nanos(stamps.Received, stamps.Written));
                arrived.RecordValue(Nanos(stamps.Received, stamps.Arrived));
            });
            Console.WriteLine();
            Console.WriteLine($"frame in to order bytes out, {where}; signed ahead {ready.Served:N0} times, late {ready.Late:N0}");
            Print("frame in to decision", decide);
            Print("journal commit", commit);
            Print("gateway and request", dispatch);
            Print("socket to the venue's last byte", socket);
            Print("frame in to order bytes out", all);
            Print("frame in to the venue's last byte", arrived);
        }

        rest.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
    finally
    {
        Directory.Delete(directory, recursive: true);
    }
}

void Measure(Scene scene, Stamps stamps, Action record)
{
    for (var round = 0; round < Warm + rounds; round++)
    {
        var frame = scene.Prepare(round);
        stamps.Reset();
        stamps.Received = Stopwatch.GetTimestamp();
        scene.Receive(frame);
        stamps.Decoded = Stopwatch.GetTimestamp();
        if (!stamps.Done.Wait(TimeSpan.FromSeconds(10))) throw new InvalidOperationException($"round {round}: no order within 10 s: {scene.Why(round)}");
        scene.Settle();
        if (round >= Warm) record();
    }
}

static LiveCore Start(BenchClock clock, Func<CoreSystem, ICommitLog> log, IOrderGateway gateway, Func<CoreSystem> system) => LiveCore.Start(new LiveCoreOptions
{
    System = system,
    Core = made => new CoreOptions { Codec = JournalFormat.Instance, Commits = log(made), Gateway = gateway, OpensAt = clock.Now },
    Root = CoreRoot.For(BenchSettings.Decision, MemberPrecision.Direct),
    Clock = () => clock.Now,
    Died = error => Fail(error.ToString()),
    Spin = true,
});

static void Fail(string reason)
{
    Console.Error.WriteLine(reason);
    Environment.Exit(1);
}

static Config Quiet() => ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }");

static LongHistogram Histogram() => new(TimeSpan.FromSeconds(60).Ticks * 100, 3);

static long Nanos(long from, long to) => Math.Max(1, (long)(Stamps.Micros(from, to) * 1_000));

static void Print(string what, LongHistogram histogram) => Console.WriteLine(
    $"  {what,-34} p50 {histogram.GetValueAtPercentile(50) / 1e3,9:N1}   p99 {histogram.GetValueAtPercentile(99) / 1e3,9:N1}   max {histogram.GetMaxValue() / 1e3,9:N1}");

static string KeyOf(string directory)
{
    var folder = Path.Combine(directory, "keys");
    var pair = KeyPairs.TryWrite(folder, KeyKind.Rsa, out var reason) ?? throw new InvalidOperationException(reason);
    return File.ReadAllText(pair.PrivatePath);
}

/// <summary>Stamps the moment at which the client says that an order's bytes are about to leave.</summary>
internal sealed class WrittenSink(Stamps stamps, Func<IInputSink> inner) : IInputSink
{
    public bool TryPost(Input input, Instant receivedAt)
    {
        if (input is OrderSent) stamps.Written = Stopwatch.GetTimestamp();
        return inner().TryPost(input, receivedAt);
    }
}
