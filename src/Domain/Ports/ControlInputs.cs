
namespace KalshiArb.Domain.Ports;

/// <summary>
/// The first input of every run. Client order ids of the run carry its number, which is durable before the first send.
/// </summary>
/// <param name="Run">One more than the last run's number in the journal.</param>
/// <param name="Account">Account tag of client order ids: 1..8 characters of [a-z0-9].</param>
/// <param name="Build">Version and commit of the program.</param>
public sealed record SessionStarted(int Run, string Account, string Build) : Input, IReferenceInput
{
    /// <inheritdoc/>
    public string ReferenceKey => "session";
}

/// <summary>Time has passed and nothing else has happened; deadlines due by now run before it.</summary>
public sealed record ClockTicked : Input
{
    /// <summary>The one value.</summary>
    public static ClockTicked Instance { get; } = new();
}

/// <summary>A write to the journal failed: the release gate is closed; the core ends in Killed.</summary>
public sealed record JournalFailed(string Reason) : Input;

/// <summary>The monotonic clock and the wall clock moved apart by more than a second.</summary>
public sealed record ClockJumped(TimeSpan Difference) : Input;

/// <summary>An operator asked for no further entries.</summary>
public sealed record PauseRequested(string By, string Reason) : Input;

/// <summary>An operator asked for exits only.</summary>
public sealed record ReduceRequested(string By, string Reason) : Input;

/// <summary>An operator asked to trade on after a pause or a reduction. It does not lift Killed.</summary>
public sealed record ResumeRequested(string By) : Input;

/// <summary>An operator lifts Killed, with a reason that is kept.</summary>
public sealed record ResetRequested(string By, string Reason) : Input;

/// <summary>A kill has begun at the edge: gates are closed and cancels are under way.</summary>
public sealed record KillBegun(string By, string Reason) : Input;

/// <summary>A kill has ended at the edge.</summary>
/// <param name="Verified">Whether the venue showed nothing open twice.</param>
/// <param name="Summary">The receipt in one line.</param>
public sealed record KillFinished(bool Verified, string Summary) : Input;

/// <summary>
/// The service is stopping in good order: cancel working entries, then end. A core that has to be rebuilt meanwhile is told
/// again, or it would trade on.
/// </summary>
public sealed record StopRequested(string Reason) : Input, IReferenceInput
{
    /// <inheritdoc/>
    public string ReferenceKey => "stop";
}

/// <summary>The last input of a run that ends in good order: everything that could be cancelled was. A run without it crashed.</summary>
public sealed record SessionEnded(string Reason) : Input;

/// <summary>What an operator can switch on and off while the service runs.</summary>
public enum SwitchScope
{
    /// <summary>A series.</summary>
    Series,
    /// <summary>A strategy.</summary>
    Strategy,
    /// <summary>One market.</summary>
    Ticker,
}

/// <summary>An operator enabled or disabled a series, a strategy or a market. Disabled means no entries; exits go on.</summary>
public sealed record SwitchRequested(SwitchScope Scope, string Name, bool Enabled, string By) : Input;

/// <summary>An operator takes over the exchange's position of a market whose difference froze it.</summary>
public sealed record AdoptRequested(Ticker Ticker, string By, string Reason) : Input;

/// <summary>An operator closes a position by hand, through risk like every exit.</summary>
/// <param name="Id">Names the request, for the answer.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Limit">Least price, on the scale of the side that is held.</param>
/// <param name="Count">Contracts, fractions allowed; null for all.</param>
/// <param name="By">Who.</param>
public sealed record CloseRequested(string Id, Ticker Ticker, Price Limit, Quantity? Count, string By) : Input;
