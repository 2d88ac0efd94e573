namespace KalshiArb.Domain.Ports;

/// <summary>
/// Something that happened outside the core. Inputs are the only way in: the sequencer numbers and stamps each, writes it
/// to the tape and runs it to completion before the next. An input holds values only, so that an edge needs no actor.
/// </summary>
public abstract record Input;

/// <summary>
/// An input that states a lasting fact about the outside (a market's facts, a game's schedule). The latest one of each
/// <see cref="ReferenceKey"/> is given again to a core that had to be rebuilt, which could not trade without it.
/// </summary>
public interface IReferenceInput
{
    /// <summary>Inputs with the same key replace each other.</summary>
    string ReferenceKey { get; }
}
