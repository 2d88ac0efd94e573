namespace KalshiArb.Domain.Settings;

/// <summary>What stops trading by itself when the service or the exchange does not work as it should.</summary>
/// <param name="MaxUncleanStarts">Starts after a run that did not end in good order, within <paramref name="UncleanWindow"/>, that end in Killed; at least 1.</param>
/// <param name="UncleanWindow">Rolling window of unclean starts.</param>
/// <param name="AckSamples">Acknowledgements that <paramref name="MaxAckLatency"/> is judged by, 1 to 256: nothing is judged by fewer.</param>
/// <param name="MaxAckLatency">Time from sending an order to its acknowledgement that 95 of 100 must keep; beyond it: Paused.</param>
public sealed record BreakerSettings(int MaxUncleanStarts, TimeSpan UncleanWindow, int AckSamples, TimeSpan MaxAckLatency);

/// <summary>When a strategy or a sport is stopped because its fills are worth less soon afterwards.</summary>
/// <param name="Horizon">Core time from a fill to the mid that it is held against.</param>
/// <param name="Fills">Measured fills that the mean is taken over; nothing is judged by fewer.</param>
/// <param name="MaxAdverse">The mean per contract before fees may be this far below zero.</param>
public sealed record MarkOutSettings(TimeSpan Horizon, int Fills, PriceOffset MaxAdverse);
