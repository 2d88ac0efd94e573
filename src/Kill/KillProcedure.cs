namespace KalshiArb.Kill;

/// <summary>
/// Stops trading for good and proves it: closes the gate, triggers the entry groups and cancels everything at once, sweeps
/// what rests, and ends when the venue has shown nothing open twice. Needs a venue, a clock and the gate; no journal, log,
/// disk or P&amp;L lies on its path. Failures of the venue are answered with the same request again, without end.
/// </summary>
public sealed class KillProcedure
{
    private const int BatchSize = 20;
    private const int BatchTries = 8;
    private const int MaxPages = 200;

    private readonly IKillVenue _venue;
    private readonly IKillClock _clock;
    private readonly SideQuestions? _side;
    private readonly KillTiming _timing;
    private readonly RequestLog _requests = new();
    private readonly SortedDictionary<string, RestingOrder> _wasOpen = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RestingOrder> _held = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RestingOrder> _resting = new(StringComparer.Ordinal);
    private ImmutableArray<EntryGroup> _groups = [];
    private bool[] _triggered = [];
    private bool _cancelAllDone;
    private bool _isOver;
    private string _cancelAllFailed = "not asked for";
    private long _cancelAllMicros;
    private bool _listed;
    private List<RestingOrder>? _look;
    private int _inFlight;
    private int _unresolved;
    private KillReceipt? _current;

    /// <summary>Makes a procedure; <paramref name="side"/> is null for a kill from outside the trading process.</summary>
    public KillProcedure(IKillVenue venue, IKillClock clock, ITradingSide? side, KillTiming timing) =>
        (_venue, _clock, _timing, _side) = (venue, clock, timing, side is null ? null : new SideQuestions(side, timing.SidePatience, _requests));

    /// <summary>What is known so far; null before the gate is closed. May be read from any thread.</summary>
    public KillReceipt? Current => Volatile.Read(ref _current);

    /// <summary>
    /// Runs the kill to its end on the calling thread, which must be the kill's own. The gate is closed before anything else.
    /// </summary>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why; may be empty.</param>
    /// <param name="gate">The send gate; null where it is closed already.</param>
    /// <param name="beforeCancels">Called once before the first trigger leaves; must return soon. Null for nothing.</param>
    public KillReceipt Run(string by, string reason, SendGate? gate, Action? beforeCancels = null)
    {
        gate?.Close();
        var begun = _clock.Now;
        Capture();
        Publish(by, reason, begun, null, verified: false, ["still running"]);

        LookFirst();
        beforeCancels?.Invoke();
        var (cancel, triggers) = StartCancels(begun);
        AwaitInFlight(begun, by, reason);
        var missing = Verify(begun, by, reason);
        Volatile.Write(ref _isOver, true);
        JoinWorkers(cancel, triggers);

        var verified = missing.IsEmpty;
        return Publish(by, reason, begun, _clock.Now, verified, missing);
    }

    /// <summary>
    /// The look at +75 s: cancel-all acts on for a minute, and what it could still have touched is over by then. Returns the
    /// receipt with it; unverified when something rests after all, which is then cancelled.
    /// </summary>
    public KillReceipt TakeLateListing(KillReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var due = Instant.Max(receipt.Begun, receipt.CancelAllAt ?? receipt.Begun) + _timing.LateListingAfter;
        while (_clock.Now < due) _clock.Wait(due - _clock.Now);
        var late = Repeat("list-late", _clock.Now + TimeSpan.FromMinutes(5), () => TryList(out var orders) is { Outcome: KillOutcome.Done } ? (true, orders.Count) : (false, 0));
        if (late is > 0) Sweep();
        var result = receipt with { LateListing = late, Requests = _requests.Counts() };
        if (late is > 0) result = result with { Verified = false, Unverified = result.Unverified.Add($"{late} orders rested after {_timing.LateListingAfter.TotalSeconds:0} s; they were cancelled then") };
        Volatile.Write(ref _current, result);
        return result;
    }

    private void Capture()
    {
        _groups = _venue.EntryGroups;
        _triggered = new bool[_groups.Length];
        // A side that cannot answer, and a kill from outside that knows of no group to refuse what comes late, leave a send in
        // doubt, which the fence resolves.
        _inFlight = _unresolved = _side is null ? (_groups.IsEmpty ? 1 : 0) : _side.AskBriefly(side => side.InFlight().Length, _timing.FirstLook, 1);
    }

    // What was open: the cancels wait for it a moment, not for a venue that is slow; an answer that comes later still counts.
    private void LookFirst()
    {
        var look = Start("kill-look", () =>
        {
            if (TryList(out var orders).Outcome == KillOutcome.Done) Volatile.Write(ref _look, orders);
        });
        look.Join(_timing.FirstLook);
        TakeLook();
    }

    private void TakeLook()
    {
        if (Interlocked.Exchange(ref _look, null) is not { } open) return;
        foreach (var order in open) _wasOpen.TryAdd(order.Id.Value, order);
        _listed = true;
    }

    // Step 2: everything at once, each request on a thread of its own, so that one that hangs delays no other.
    private (Thread Cancel, Thread[] Triggers) StartCancels(Instant begun)
    {
        var deadline = DeadlineOf(begun);
        var cancel = Start("kill-cancel-all", () =>
        {
            if (Repeat("cancel-all", deadline, () => (CancelAll(), true)) is true) Volatile.Write(ref _cancelAllDone, true);
        });
        var triggers = _groups.Select(group => Start("kill-trigger", () => Repeat("trigger", deadline, () => (_venue.Trigger(group).Outcome == KillOutcome.Done, true)))).ToArray();
        return (cancel, triggers);
    }

    private bool CancelAll()
    {
        Interlocked.Exchange(ref _cancelAllMicros, _clock.Now.UnixMicros);
        var reply = Guarded(_venue.CancelAll, why => new KillReply(KillOutcome.Failed, why));
        Interlocked.Exchange(ref _cancelAllMicros, _clock.Now.UnixMicros);
        if (reply.Outcome != KillOutcome.Done) Volatile.Write(ref _cancelAllFailed, reply.Detail.Length > 0 ? reply.Detail : reply.Outcome.ToString());
        return reply.Outcome == KillOutcome.Done;
    }

    // Step 3: sends in flight get their time to answer while what rests is swept already.
    private void AwaitInFlight(Instant begun, string by, string reason)
    {
        var until = begun + _timing.InFlightWait;
        do
        {
            Sweep();
            CountInFlight();
            Publish(by, reason, begun, null, verified: false, ["still running"]);
            if (_unresolved == 0 || _clock.Now >= until || IsOver(begun)) return;
            _clock.Wait(_timing.SweepPause);
        }
        while (true);
    }

    // Step 4: two complete empty listings, apart, each past the last send, with every condition standing at the second.
    private ImmutableArray<string> Verify(Instant begun, string by, string reason)
    {
        var failures = 0;
        Instant? firstEmpty = null;
        while (true)
        {
            var missing = Look(begun, ref firstEmpty, out var failed);
            if (missing.IsEmpty || IsOver(begun)) return missing;
            Publish(by, reason, begun, null, verified: false, missing);
            failures = failed ? failures + 1 : 0;
            _clock.Wait(failed ? BackOff(failures) : firstEmpty is { } first ? Remaining(first) : _timing.SweepPause);
        }
    }

    private TimeSpan Remaining(Instant firstEmpty)
    {
        var left = firstEmpty + _timing.ListingGap - _clock.Now;
        return left > _timing.FirstBackOff ? left : _timing.SweepPause;
    }

    private ImmutableArray<string> Look(Instant begun, ref Instant? firstEmpty, out bool failed)
    {
        var missing = ImmutableArray.CreateBuilder<string>();
        var fence = FenceInstant(begun);
        var asOf = Count("as-of", _venue.UserDataAsOf, r => r.Outcome, why => new AsOfReply(KillOutcome.Failed, Instant.Never, why));
        failed = asOf.Outcome != KillOutcome.Done || !Sweep();
        CountInFlight();
        var current = asOf.Outcome == KillOutcome.Done && asOf.AsOf > fence;
        // Held orders stay in the listing, and are counted apart.
        var empty = !failed && _resting.Count == 0;
        if (failed) missing.Add("the venue's listings cannot be read");
        if (_resting.Count > 0) missing.Add($"{_resting.Count} orders still rest");
        if (_held.Count > 0) missing.Add($"{_held.Count} orders are held by the venue");
        if (!failed && !current) missing.Add("the venue's listings do not reach past the last send");
        // Listings show what rests, so cancel-all's answer is no evidence; it gets its time, and the receipt says what came of it.
        if (!Volatile.Read(ref _cancelAllDone) && _clock.Now - begun < _timing.CancelAllWait) missing.Add("cancel-all is not confirmed");
        ReadGroups(missing);

        if (!empty || !current) firstEmpty = null;
        else if (firstEmpty is null) { firstEmpty = _clock.Now; missing.Add("a second empty listing is due"); }
        else if (_clock.Now - firstEmpty.Value < _timing.ListingGap) missing.Add("a second empty listing is due");

        var fenced = current && asOf.AsOf > fence + _timing.FenceDelay && missing.Count == 0;
        if (_unresolved > 0 && !fenced) missing.Add($"{_unresolved} sends in flight are without evidence");
        if (_unresolved > 0 && fenced) _unresolved = 0;
        return missing.ToImmutable();
    }

    private Instant FenceInstant(Instant begun) => Instant.Max(_side?.Ask(side => side.LastSend, begun) ?? begun, begun);

    private void ReadGroups(ImmutableArray<string>.Builder missing)
    {
        for (var i = 0; i < _groups.Length; i++)
        {
            if (_triggered[i]) continue;
            var group = _groups[i];
            var reply = Count("read-group", () => _venue.ReadGroup(group), r => r.Outcome, why => new GroupReply(KillOutcome.Failed, false, why));
            _triggered[i] = reply is { Outcome: KillOutcome.Done, Triggered: true };
            if (!_triggered[i]) missing.Add($"group {group.Group} is not shown as triggered");
        }
    }

    // Lists every page and cancels what rests; false when a page could not be read.
    private bool Sweep()
    {
        if (TryList(out var orders).Outcome != KillOutcome.Done) return false;
        _resting.Clear();
        _held.Clear();
        if (!_listed) foreach (var order in orders) _wasOpen.TryAdd(order.Id.Value, order);
        _listed = true;
        foreach (var chunk in orders.Chunk(BatchSize))
        {
            var reply = CancelBatch([.. chunk]);
            for (var i = 0; i < chunk.Length; i++)
            {
                var verdict = reply.Outcome == KillOutcome.Done && i < reply.Verdicts.Length ? reply.Verdicts[i] : CancelVerdict.Failed;
                _wasOpen.TryAdd(chunk[i].Id.Value, chunk[i]);
                (verdict == CancelVerdict.HeldByVenue ? _held : _resting)[chunk[i].Id.Value] = chunk[i];
            }
        }
        return true;
    }

    // The venue's "too many" is answered here: going on to the next batch would only hear it again.
    private BatchCancelReply CancelBatch(ImmutableArray<RestingOrder> orders)
    {
        for (var failures = 1; ; failures++)
        {
            var reply = Count("cancel-batch", () => _venue.CancelBatch(orders), r => r.Outcome, why => new BatchCancelReply(KillOutcome.Failed, why, []));
            if (reply.Outcome != KillOutcome.TooManyRequests || failures >= BatchTries) return reply;
            _clock.Wait(BackOff(failures));
        }
    }

    private RestingPage TryList(out List<RestingOrder> orders)
    {
        orders = [];
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var from = cursor;
            var reply = Count("list", () => _venue.ListResting(from), r => r.Outcome, why => new RestingPage(KillOutcome.Failed, why, [], null));
            if (reply.Outcome != KillOutcome.Done) return reply;
            orders.AddRange(reply.Orders);
            if (reply.NextCursor is null) return reply;
            cursor = reply.NextCursor;
        }
        return new RestingPage(KillOutcome.Failed, $"more than {MaxPages} pages", [], null);
    }

    private void CountInFlight() => _unresolved = _side?.Ask(side => side.InFlight().Count(sent => !sent.Resolved), _unresolved) ?? _unresolved;

    // The same request again until it is done; null when the deadline came first.
    private T? Repeat<T>(string kind, Instant deadline, Func<(bool Done, T Value)> attempt) where T : struct
    {
        for (var failures = 0; ; failures++)
        {
            var (done, value) = Guarded(attempt, _ => (false, default));
            _requests.Add(kind, done);
            if (done) return value;
            if (_clock.Now >= deadline || Volatile.Read(ref _isOver)) return null;
            _clock.Wait(BackOff(failures + 1));
        }
    }

    private TReply Count<TReply>(string kind, Func<TReply> request, Func<TReply, KillOutcome> outcome, Func<string, TReply> failed)
    {
        var reply = Guarded(request, failed);
        _requests.Add(kind, outcome(reply) == KillOutcome.Done);
        return reply;
    }

    // A client that breaks its promise not to throw is a failed request like any other: it is counted, and repeated.
    private static TReply Guarded<TReply>(Func<TReply> request, Func<string, TReply> failed)
    {
        try
        {
            return request();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return failed(e.Message);
        }
    }

    private TimeSpan BackOff(int failures)
    {
        var wait = TimeSpan.FromTicks(_timing.FirstBackOff.Ticks << Math.Min(failures - 1, 10));
        return wait < _timing.LongestBackOff ? wait : _timing.LongestBackOff;
    }

    private Instant DeadlineOf(Instant begun) => _timing.Deadline is { } deadline ? begun + deadline : Instant.FromUnixMicros(long.MaxValue);

    private bool IsOver(Instant begun) => _clock.Now >= DeadlineOf(begun);

    private static Thread Start(string name, Action work)
    {
        var thread = new Thread(() => work()) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    // Verified implies that all are done; unverified, they end at the deadline or with the process.
    private static void JoinWorkers(Thread cancel, Thread[] triggers)
    {
        foreach (var thread in triggers.Prepend(cancel)) thread.Join(TimeSpan.FromSeconds(2));
    }

    private KillReceipt Publish(string by, string reason, Instant begun, Instant? ended, bool verified, ImmutableArray<string> missing)
    {
        TakeLook();
        var filled = ended is null ? Quantity.Zero : _side?.Ask(side => side.FilledSince(begun), Quantity.Zero) ?? Quantity.Zero;
        var gone = _wasOpen.Keys.Count(id => !_resting.ContainsKey(id) && !_held.ContainsKey(id));
        var receipt = new KillReceipt(
            by, reason, begun, ended, verified, missing, [.. _wasOpen.Values], _listed ? gone : 0, filled,
            _inFlight, _unresolved, [.. _held.Values], _triggered.Count(t => t), _groups.Length, _requests.Counts(), LateListing: null)
        {
            CancelAllFailed = Volatile.Read(ref _cancelAllDone) ? null : Volatile.Read(ref _cancelAllFailed),
            CancelAllAt = Interlocked.Read(ref _cancelAllMicros) is var asked and not 0 ? Instant.FromUnixMicros(asked) : null,
        };
        Volatile.Write(ref _current, receipt);
        return receipt;
    }
}
