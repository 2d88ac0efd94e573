namespace KalshiArb.Domain.Ports;

/// <summary>
/// Something that happened outside the core. Inputs are the only way in: the sequencer numbers and stamps each, writes it
/// to the tape and runs it to completion before the next. An input holds values only, so that an edge needs no actor.
/// </summary>
public abstract record Input;
