using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Measurement;

/// <summary>
/// A <see cref="RunRecorder"/> for a core that is made later than its decision sinks: hang <see cref="Before"/> between the inputs
/// and this among the sinks. What the opening of a core decides is before the first input and is not measured.
/// </summary>
public sealed class CoreMeasurement : IDecisionSink
{
    private RunRecorder? _recorder;

    /// <summary>Told of each input before it runs.</summary>
    public void Before(TradingCore core, Instant at, Input input) => For(core).Before(at, input);

    /// <inheritdoc/>
    public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line) => _recorder?.Decided(input, at, entry, line);

    /// <summary>Everything that was measured, asked of the core before it is taken down.</summary>
    public MeasuredRun Finish(TradingCore core, Instant at) => For(core).Finish(at);

    private RunRecorder For(TradingCore core) => _recorder ??= new RunRecorder(new CoreSight(core));
}
