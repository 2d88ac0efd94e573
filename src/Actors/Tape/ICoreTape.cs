using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Tape;

/// <summary>Where the sequencer records what came in and what was decided. Called on the core thread.</summary>
public interface ICoreTape
{
    /// <summary>An input, before it runs. Times never go back.</summary>
    void Input(Instant at, Input input);

    /// <summary>A canonical decision line of the input written last (or of the opening, before any).</summary>
    void Decision(ReadOnlySpan<byte> line);

    /// <summary>A run of the input written last failed and was dropped.</summary>
    void Quarantined(CoreFailure failure);
}
