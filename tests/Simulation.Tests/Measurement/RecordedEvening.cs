using System.Collections.Immutable;
using Akka.Configuration;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tests.Core;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Exchange.Slate;
using KalshiArb.Simulation.Measurement;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.Simulation.Tests.Measurement;

/// <summary>An evening that the real core trades, with or without being measured.</summary>
internal sealed class RecordedEvening : IDecisionSink
{
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }");

    private RecordedEvening()
    {
    }

    public List<(Instant At, Input Input)> Inputs { get; } = [];

    public List<(Instant At, DecisionEntry Entry)> Decisions { get; } = [];

    public string Hash { get; private set; } = "";

    public MeasuredRun? Run { get; private set; }

    public RiskState Risk { get; private set; } = null!;

    public static RecordedEvening Trade(ulong seed, TimeSpan time, bool measured)
    {
        var evening = new RecordedEvening();
        using var system = CoreSystem.Create(Quiet);
        var measurement = measured ? new CoreMeasurement() : null;
        var world = new SlateMarketWorld(new SlateWorld(SlateSettings.Default(seed) with { Games = 6 }));
        var network = new PaperNetwork(new NetworkTerms(TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(20), seed), 1_000, static () => true);
        using var core = TradingCore.Create(
            system,
            new CoreOptions
            {
                Codec = JournalFormat.Instance, Commits = new InMemoryCommitLog(), Gateway = network, OpensAt = world.Now,
                Decisions = measurement is null ? [evening] : ImmutableArray.Create<IDecisionSink>(evening, measurement),
            },
            CoreRoot.For(ShippedSettings.Default, MemberPrecision.Direct));
        var driver = new PaperDriver(core, world, network, null, new FillFaults(0, 0), new Lock())
        {
            Between = (asked, at, input) =>
            {
                evening.Inputs.Add((at, input));
                measurement?.Before(asked, at, input);
            },
        };
        driver.Take(new SessionStarted(1, "ka", "test"));
        var end = driver.Now + time;
        while (driver.Step(end))
        {
        }

        evening.Run = measurement?.Finish(core, core.Now);
        evening.Hash = core.DecisionHash;
        evening.Risk = core.Query(new RiskQuery()).State;
        return evening;
    }

    public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line) => Decisions.Add((at, entry));
}
