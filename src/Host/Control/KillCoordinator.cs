using KalshiArb.Host.Sessions;
using KalshiArb.Kill;

namespace KalshiArb.Host.Control;

/// <summary>
/// Joins the kill to a running session: whoever asks first (socket, KILL file, SIGUSR1, the core itself) starts it, the
/// rest get its receipt. The gate closes on the caller's thread; the record is written on another, which no cancel waits for.
/// </summary>
internal sealed class KillCoordinator(ITradingSession session, SendGate gate, string stateDirectory, KillRecord? before, Action<string> report)
{
    /// <summary>Nothing is sold below this where no other floor is given.</summary>
    public static readonly Price LowestFloor = Price.FromCents(1);

    // How long the procedure waits for the core's inbox to have the news, so that our trigger is not taken for somebody else's.
    private static readonly TimeSpan _telling = TimeSpan.FromMilliseconds(50);

    private readonly Lock _guard = new();
    private readonly Lock _writing = new();
    private readonly Lock _flattening = new();
    private KillProcedure? _procedure;
    private KillReceipt? _final;
    private KillRecord? _standing = before;
    private Instant? _askedAtTheLatest;
    private bool _flatten;
    private Price _floor = LowestFloor;

    /// <summary>The kill that stands; null when none does.</summary>
    public KillRecord? Standing { get { lock (_guard) return _standing; } }

    /// <summary>The receipt so far; null when no kill has begun in this process.</summary>
    public KillReceipt? Receipt { get { lock (_guard) return _final ?? _procedure?.Current; } }

    /// <summary>Whether a flatten was asked for that has not ended.</summary>
    public bool FlattenPending { get { lock (_guard) return _flatten && _final is null or { Verified: true, Flatten: null }; } }

    /// <summary>Begins a kill unless one runs or has run. Returns at once; the gate is closed when it does.</summary>
    public void Begin(string by, string reason, bool flatten = false, Price? floor = null)
    {
        gate.Close();
        bool begun;
        lock (_guard)
        {
            _flatten |= flatten;
            if (flatten) _floor = floor ?? LowestFloor;
            begun = _procedure is null;
            if (begun)
            {
                _procedure = new KillProcedure(session.KillVenue, session.KillClock, session.TradingSide, KillTiming.Standard);
                _final = null;
                _standing = new KillRecord(by, reason, Instant.From(DateTimeOffset.UtcNow), Verified: false, "running");
            }
        }

        if (!begun)
        {
            // A kill that was verified already can still be asked to leave the positions.
            if (flatten) new Thread(Flatten) { IsBackground = true, Name = "kill-flatten" }.Start();
            return;
        }

        // The procedure first: a session that is broken must not keep it from running.
        var told = new ManualResetEventSlim();
        new Thread(() => Run(by, reason, told)) { IsBackground = true, Name = "kill" }.Start();
        session.BeginKill(by, reason);
        told.Set();
        new Thread(Keep) { IsBackground = true, Name = "kill-record" }.Start();
    }

    /// <summary>
    /// Lifts the kill in gate and record, once the core has lifted it. Null when done, else why not: a kill that runs, or one
    /// whose cancel-all may still act.
    /// </summary>
    public string? WhyNotReset()
    {
        Instant? asked;
        var now = session.KillClock.Now;
        lock (_guard)
        {
            if (_procedure is not null && _final?.Ended is null) return "the kill still runs; its receipt must come first";
            // A kill of an earlier process that never came to its end does not say when it asked for a cancel-all: as late as now, then.
            asked = _final is { } receipt ? receipt.CancelAllAt ?? receipt.Begun
                : _standing is { Verified: false, CancelAllAt: null } ? _askedAtTheLatest ??= now
                : _standing?.CancelAllAt;
        }

        if (asked is not { } at) return null;
        var left = at + KillTiming.Standard.LateListingAfter - now;
        return left > TimeSpan.Zero ? $"cancel-all acts on for a minute: wait {left.TotalSeconds:0} s of the market" : null;
    }

    /// <summary>Keeps the old record beside, forgets the kill and opens the gate.</summary>
    public void Lift()
    {
        lock (_writing)
        lock (_guard)
        {
            StateDirectory.ArchiveKill(stateDirectory, Instant.From(DateTimeOffset.UtcNow));
            (_procedure, _final, _standing, _flatten) = (null, null, null, false);
            gate.Reopen();
        }
    }

    private void Run(string by, string reason, ManualResetEventSlim told)
    {
        var procedure = _procedure!;
        var receipt = procedure.Run(by, reason, gate, () => told.Wait(_telling));
        Finish(receipt);
        report(KillReceiptText.Write(receipt).TrimEnd());
        session.FinishKill(receipt);
        Flatten();
        var late = procedure.TakeLateListing(receipt);
        Finish(late);
        report(KillReceiptText.Late(late));
        if (late.Verified != receipt.Verified) session.FinishKill(late);
        session.EndKill();
    }

    /// <summary>Leaves every position, once, after a verified kill that was asked to.</summary>
    private void Flatten()
    {
        lock (_flattening)
        {
            Price floor;
            lock (_guard)
            {
                if (!_flatten || _final is not { Verified: true, Flatten: null }) return;
                floor = _floor;
            }

            var flattened = session.FlattenVenue is { } venue
                ? FlattenProcedure.Run(venue, session.KillClock, floor)
                : new FlattenReceipt([], null, 0) { NotDone = "this session has no way to" };
            lock (_guard)
            {
                if (_final is null) return;
                _final = _final with { Flatten = flattened };
            }

            report("FLATTEN  " + KillReceiptText.Text(flattened));
            Keep();
        }
    }

    private void Finish(KillReceipt receipt)
    {
        lock (_guard)
        {
            if (_standing is null) return;
            _final = receipt with { Flatten = _final?.Flatten };
            _standing = _standing with { Verified = receipt.Verified, Summary = KillReceiptText.OneLine(receipt), CancelAllAt = receipt.CancelAllAt };
        }

        Keep();
    }

    // A record that cannot be written is reported by the exit code of the kill's caller: the receipt is unaffected.
    private void Keep()
    {
        if (Standing is not { } record) return;
        try
        {
            gate.Flush();
            // Not under the other lock: nobody who asks about the kill waits for a disk.
            lock (_writing)
            {
                StateDirectory.WriteKill(stateDirectory, record);
                if (Receipt is { Ended: not null } receipt) StateDirectory.WriteReceipt(stateDirectory, receipt);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Serilog.Log.Error(e, "The kill's record could not be written to {StateDirectory}; the core's own fact and the closed gate still stand", stateDirectory);
        }
    }
}
