using KalshiArb.Host.Sessions;
using KalshiArb.Kill;

namespace KalshiArb.Host.Control;

/// <summary>
/// Joins the kill to a running session: whoever asks first (socket, KILL file, SIGUSR1, the core itself) starts it, the
/// rest get its receipt. The gate closes on the caller's thread; the record is written on another, which no cancel waits for.
/// </summary>
internal sealed class KillCoordinator(ITradingSession session, SendGate gate, string stateDirectory, KillRecord? before, Action<KillReceipt> report)
{
    private static readonly Price _flattenFloor = Price.FromCents(1);

    private readonly Lock _guard = new();
    private readonly Lock _writing = new();
    private KillProcedure? _procedure;
    private KillReceipt? _final;
    private FlattenReceipt? _flattened;
    private KillRecord? _standing = before;
    private bool _flatten;

    /// <summary>The kill that stands; null when none does.</summary>
    public KillRecord? Standing { get { lock (_guard) return _standing; } }

    /// <summary>The receipt so far; null when no kill has begun in this process.</summary>
    public KillReceipt? Receipt { get { lock (_guard) return _final ?? _procedure?.Current; } }

    /// <summary>What a flatten did; null when none was asked for or it has not ended.</summary>
    public FlattenReceipt? Flattened { get { lock (_guard) return _flattened; } }

    /// <summary>Whether a flatten was asked for that this session cannot do: what is held stays held, and the caller must hear it.</summary>
    public bool CannotFlatten { get { lock (_guard) return _flatten && session.FlattenVenue is null; } }

    /// <summary>Begins a kill unless one runs or has run. Returns at once; the gate is closed when it does.</summary>
    public void Begin(string by, string reason, bool flatten = false)
    {
        gate.Close();
        lock (_guard)
        {
            _flatten |= flatten;
            if (_procedure is not null) return;
            _procedure = new KillProcedure(session.KillVenue, session.KillClock, session.TradingSide, KillTiming.Standard);
            _final = null;
            _standing = new KillRecord(by, reason, Instant.From(DateTimeOffset.UtcNow), Verified: false, "running");
        }
        // The procedure first: a session that is broken must not keep it from running.
        new Thread(() => Run(by, reason)) { IsBackground = true, Name = "kill" }.Start();
        session.BeginKill(by, reason);
        new Thread(Keep) { IsBackground = true, Name = "kill-record" }.Start();
    }

    /// <summary>
    /// Lifts the kill in gate and record, once the core has lifted it. Null when done, else why not: a kill that runs, or one
    /// whose cancel-all may still act.
    /// </summary>
    public string? WhyNotReset()
    {
        lock (_guard)
        {
            if (_procedure is null) return null;
            if (_final?.Ended is null) return "the kill still runs; its receipt must come first";
            var left = _final.Begun + KillTiming.Standard.LateListingAfter - session.KillClock.Now;
            return left > TimeSpan.Zero ? $"cancel-all acts on for a minute: wait {left.TotalSeconds:0} s of the market" : null;
        }
    }

    /// <summary>Keeps the old record beside, forgets the kill and opens the gate.</summary>
    public void Lift()
    {
        lock (_writing)
        lock (_guard)
        {
            StateDirectory.ArchiveKill(stateDirectory, Instant.From(DateTimeOffset.UtcNow));
            (_procedure, _final, _standing, _flattened, _flatten) = (null, null, null, null, false);
            gate.Reopen();
        }
    }

    private void Run(string by, string reason)
    {
        var procedure = _procedure!;
        var receipt = procedure.Run(by, reason, gate);
        Finish(receipt);
        report(receipt);
        if (_flatten && receipt.Verified && session.FlattenVenue is { } venue)
        {
            var flattened = FlattenProcedure.Run(venue, session.KillClock, _flattenFloor);
            lock (_guard) _flattened = flattened;
        }
        var late = procedure.TakeLateListing(receipt);
        Finish(late);
        if (late.Verified != receipt.Verified) report(late);
    }

    private void Finish(KillReceipt receipt)
    {
        lock (_guard)
        {
            if (_standing is null) return;
            _final = receipt;
            _standing = _standing with { Verified = receipt.Verified, Summary = KillReceiptText.OneLine(receipt) };
        }
        Keep();
        session.FinishKill(receipt);
    }

    // A record that cannot be written is reported by the exit code of the kill's caller: the receipt is unaffected.
    private void Keep()
    {
        if (Standing is not { } record) return;
        try
        {
            // Not under the other lock: nobody who asks about the kill waits for a disk.
            lock (_writing) StateDirectory.WriteKill(stateDirectory, record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Serilog.Log.Error(e, "The kill's record could not be written to {StateDirectory}; the core's own fact and the closed gate still stand", stateDirectory);
        }
    }
}
