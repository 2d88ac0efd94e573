using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Import;

/// <summary>An input with the time at which it became known. Imports give them in the order in which they are to be run.</summary>
public readonly record struct TimedInput(Instant Stamp, Input Input);
