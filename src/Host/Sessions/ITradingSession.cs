using KalshiArb.Domain.Risk;
using KalshiArb.Kill;

namespace KalshiArb.Host.Sessions;

/// <summary>
/// One run of the service: the core with its edges. The program starts it, shows what it reports, passes operators' requests
/// on, and asks it for views; it knows nothing of what is inside. Members may be called from any thread.
/// </summary>
public interface ITradingSession : IAsyncDisposable
{
    /// <summary>What the kill procedure talks to. Valid before <see cref="StartAsync"/>; a client of its own.</summary>
    IKillVenue KillVenue { get; }

    /// <summary>The clock of a kill: market time in paper.</summary>
    IKillClock KillClock { get; }

    /// <summary>What is known about orders and sends; the kill asks it.</summary>
    ITradingSide TradingSide { get; }

    /// <summary>What a flatten after a kill talks to; null where the session cannot flatten.</summary>
    IFlattenVenue? FlattenVenue { get; }

    /// <summary>
    /// Recovers, reconciles and opens. Returns when the session is ready, or throws <see cref="SessionRefusedException"/>
    /// with the exit code that the program ends with.
    /// </summary>
    Task<ReadyReport> StartAsync(CancellationToken cancellation);

    /// <summary>
    /// Completes with the summary when the session has ended: its time was reached, a stop was asked for, or it was killed.
    /// Entries are then cancelled and confirmed, the ledger is checked, and the tape is closed.
    /// </summary>
    Task<SessionEnd> Completion { get; }

    /// <summary>Raised when the core itself found a reason to stop for good; whoever listens runs the kill procedure.</summary>
    event Action<string>? KillWanted;

    /// <summary>Asks for an end in good order (Ctrl-C, SIGTERM). A second call changes nothing.</summary>
    void RequestStop(string reason);

    /// <summary>
    /// An operator's request. The reply comes when the core has taken it, so that a pause that was answered holds.
    /// </summary>
    Task<OperatorReply> OperateAsync(OperatorRequest request, CancellationToken cancellation);

    /// <summary>Closes the release gate in memory, posts <c>KillBegun</c>, and returns at once. Never waits for the core or a disk.</summary>
    void BeginKill(string by, string reason);

    /// <summary>Tells the core how the kill ended (<c>KillFinished</c>).</summary>
    void FinishKill(KillReceipt receipt);

    /// <summary>The kill has nothing left to do, its last look included: the session may end.</summary>
    void EndKill();

    /// <summary>The whole at a glance.</summary>
    Task<StatusView> StatusAsync(CancellationToken cancellation);

    /// <summary>Every order in the registry.</summary>
    Task<OrdersView> OrdersAsync(CancellationToken cancellation);

    /// <summary>Every position.</summary>
    Task<PositionsView> PositionsAsync(CancellationToken cancellation);

    /// <summary>Every limit with its value, whether it is armed, and when it was last evaluated and last bound.</summary>
    Task<RiskView> RiskAsync(CancellationToken cancellation);

    /// <summary>Why a market is or is not traded now; null for a ticker that is not known.</summary>
    Task<WhyView?> WhyAsync(Ticker ticker, CancellationToken cancellation);
}

/// <summary>Told what happens, for the console. Called on any thread, one call at a time; must not block.</summary>
public interface ISessionObserver
{
    /// <summary>One event worth a line.</summary>
    void Report(SessionLine line);
}

/// <summary>A session that does not start, with the exit code it means.</summary>
public sealed class SessionRefusedException : Exception
{
    /// <summary>Makes the refusal.</summary>
    public SessionRefusedException(ExitCode code, string message, Exception? inner = null) : base(message, inner) => Code = code;

    /// <summary>Makes a refusal without a reason, which is not allowed to happen; exists for the exception pattern.</summary>
    public SessionRefusedException() : this(ExitCode.Refused, "refused") { }

    /// <summary>Makes a refusal with exit code 3.</summary>
    public SessionRefusedException(string message) : this(ExitCode.Refused, message) { }

    /// <summary>Makes a refusal with exit code 3 and its cause.</summary>
    public SessionRefusedException(string message, Exception innerException) : this(ExitCode.Refused, message, innerException) { }

    /// <summary>What the program ends with.</summary>
    public ExitCode Code { get; }
}

/// <summary>What an operator can ask a running service for, beyond looking.</summary>
public abstract record OperatorRequest(string By)
{
    /// <summary>No further entries.</summary>
    public sealed record Pause(string By, string Reason) : OperatorRequest(By);

    /// <summary>Exits only.</summary>
    public sealed record Reduce(string By, string Reason) : OperatorRequest(By);

    /// <summary>Trade on; does not lift Killed.</summary>
    public sealed record Resume(string By) : OperatorRequest(By);

    /// <summary>Lift Killed, with a reason that is kept.</summary>
    public sealed record Reset(string By, string Reason) : OperatorRequest(By);

    /// <summary>Take over the exchange's position of a market whose difference froze it.</summary>
    public sealed record Adopt(string By, Ticker Ticker, string Reason) : OperatorRequest(By);

    /// <summary>Close a position by hand; the answer comes when its order has ended, or nothing was sent.</summary>
    public sealed record Close(string By, Ticker Ticker, Price Limit, Quantity? Count) : OperatorRequest(By);

    /// <summary>Switch a series, strategy or market on or off.</summary>
    public sealed record Switch(string By, Domain.Ports.SwitchScope Scope, string Name, bool Enabled) : OperatorRequest(By);
}

/// <summary>The answer to an operator's request.</summary>
/// <param name="Accepted">Whether it was done.</param>
/// <param name="State">The trading state after it.</param>
/// <param name="Message">One line for the operator: what was done, or why not.</param>
public sealed record OperatorReply(bool Accepted, TradingState State, string Message);
