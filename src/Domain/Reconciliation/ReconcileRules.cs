using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Reconciliation;

/// <summary>The steps of <see cref="ReconcileState"/>.</summary>
internal static class ReconcileRules
{
    public static ReconcileDecision OnTime(ReconcileState state, OrderRegistry orders, Instant now, ExecutionSettings settings)
    {
        if (state.NextDeadline(orders, settings) is not { } due || due > now) return Nothing(state);
        if (state.AskedAt is not null) return Failed(state, new AccountListingFailed(state.Pass, "no answer"), now);
        var next = state with { Pass = state.Pass + 1, AskedAt = now, Wanted = false };
        return new ReconcileDecision(next, [], [new ListAccount(next.Pass, Since(state, orders))], []);
    }

    public static ReconcileDecision Failed(ReconcileState state, AccountListingFailed failed, Instant now)
    {
        if (state.AskedAt is null || failed.Pass != state.Pass) return Nothing(state);
        var next = state with { AskedAt = null, FinishedAt = now, Failures = state.Failures + 1 };
        var text = $"listing {failed.Pass} failed, {next.Failures} in a row: {failed.Reason}";
        if (!state.Started && next.Failures >= ReconcileState.StartTries)
            return new ReconcileDecision(next with { StartRefused = true }, [], [], [new Notice(Gravity.RefuseStart, null, "START_NOT_RECONCILED", text)]);
        var gravity = next.Failures == ReconcileState.StartTries ? Gravity.Alert : Gravity.Note;
        return new ReconcileDecision(next, [], [], [new Notice(gravity, null, "LISTING_FAILED", text)]);
    }

    public static ReconcileDecision Listed(ReconcileState state, OrderRegistry orders, LedgerView ledger, AccountListed listing, Instant now)
    {
        var answered = listing.Pass == state.Pass && state.AskedAt is not null
            ? state with { AskedAt = null, FinishedAt = now, Failures = 0 }
            : state;
        if (answered.LastAsOf is { } last && listing.AsOf <= last)
            return new ReconcileDecision(answered, [], [], [new Notice(Gravity.Note, null, "LISTING_NOT_NEWER", $"listing {listing.Pass} is as of {listing.AsOf}, the one before was as of {last}")]);
        var comparison = Comparison.Of(state, orders, ledger, listing);
        var notices = ImmutableArray.CreateBuilder<Notice>();
        var facts = ImmutableArray.CreateBuilder<IJournaled>();
        var differences = Merge(answered, comparison, listing.AsOf, notices, facts, now);
        var next = answered with { LastAsOf = listing.AsOf, WaitingSince = Waiting(orders, listing), ComparedAt = now, Differences = differences, Listed = ListedOf(differences, listing) };
        foreach (var fact in facts) next = next.Apply(fact);
        next = Thaw(next, comparison, now, notices, facts);
        next = Complete(next, comparison);
        next = Release(next, comparison, listing.Pass);
        return new ReconcileDecision(Pause(next, notices), facts.ToImmutable(), [], notices.ToImmutable());
    }

    /// <summary>Both sides' numbers are kept for every position that differs; a row that this listing could not judge stays as it was.</summary>
    private static ImmutableSortedDictionary<Ticker, ListedPosition> ListedOf(
        ImmutableSortedDictionary<DifferenceKey, Difference> differences, AccountListed listing)
    {
        var kept = ImmutableSortedDictionary.CreateBuilder<Ticker, ListedPosition>();
        foreach (var (key, difference) in differences)
        {
            if (key.Kind != DifferenceKind.Position || difference.Ticker is not { } ticker) continue;
            VenuePosition? row = null;
            foreach (var one in listing.Positions)
                if (one.Ticker == ticker) row = one;
            kept[ticker] = new ListedPosition(row?.Position ?? Quantity.Zero, row?.Cost, listing.AsOf);
        }

        return kept.ToImmutable();
    }

    public static ReconcileDecision PostPosition(ReconcileState state, FillReported fill, Quantity ours)
    {
        if (fill.PostPosition is not { } theirs || theirs == ours) return Nothing(state);
        return new ReconcileDecision(
            state.Want(), [], [], [new Notice(Gravity.Note, fill.Ticker, "POST_POSITION", $"after fill {fill.Fill}: ours {ours}, exchange {theirs}; the account is listed")]);
    }

    /// <summary>Back to the oldest order that has not left, to the oldest fill that waits, and to what was compared last or may have been; and somewhat more.</summary>
    private static Instant Since(ReconcileState state, OrderRegistry orders)
    {
        var known = state.LastAsOf ?? Unlisted(state, orders);
        return Instant.Min(Instant.Min(known, orders.OldestIntent ?? known), state.WaitingSince ?? known) - ReconcileState.Overlap;
    }

    /// <summary>
    /// Since when nobody knows that an account was listed, before the first comparison of a process. That a fact was written does
    /// not say that nothing from before it was missed: the process before may have lost frames while its listings failed. Nothing
    /// needs to be known from before the ledger was opened, or of times whose fills are forgotten.
    /// </summary>
    private static Instant Unlisted(ReconcileState state, OrderRegistry orders)
    {
        if (state.LastFactAt == Instant.Never) return orders.OpenedAt;
        var reach = Instant.Max(state.LastFactAt - ReconcileState.FirstReach, Instant.Max(orders.OpenedAt, orders.Fills.Horizon));
        return Instant.Min(state.LastFactAt, reach);
    }

    /// <summary>The oldest listed fill that was not booked because it may be one of ours: a later listing must show it again, also once that order has left.</summary>
    private static Instant? Waiting(OrderRegistry orders, AccountListed listing)
    {
        Instant? oldest = null;
        foreach (var fill in listing.Fills)
        {
            if (fill.TradedAt < orders.OpenedAt || (oldest is { } known && fill.TradedAt >= known)) continue;
            if (orders.Fills.Check(new FillKey(fill.VenueOrder, fill.Fill), fill.TradedAt) == Familiarity.New) oldest = fill.TradedAt;
        }

        return oldest;
    }

    /// <summary>Differences after a listing: those seen now, first or again, and those that this listing could not judge.</summary>
    private static ImmutableSortedDictionary<DifferenceKey, Difference> Merge(
        ReconcileState state, Comparison comparison, Instant asOf, ImmutableArray<Notice>.Builder notices, ImmutableArray<IJournaled>.Builder facts, Instant now)
    {
        var merged = ImmutableSortedDictionary.CreateBuilder<DifferenceKey, Difference>();
        foreach (var (key, before) in state.Differences)
            if (!comparison.Judges(before)) merged.Add(key, before);
        foreach (var found in comparison.Found)
        {
            if (merged.Count >= ReconcileState.DifferenceCapacity) break;
            var before = state.Differences.GetValueOrDefault(found.Key);
            var difference = before is null ? found : found with { FirstAsOf = before.FirstAsOf, Confirmed = true };
            merged[found.Key] = difference;
            var told = before is { Confirmed: true } && before.Ours == found.Ours && before.Exchange == found.Exchange;
            if (difference.Confirmed && !told) Confirm(state, difference, notices, facts, now);
        }

        foreach (var (key, before) in state.Differences)
            if (before.Confirmed && !merged.ContainsKey(key))
                notices.Add(new Notice(Gravity.Note, before.Ticker, "AGREES_AGAIN", $"{key.Kind} {key.Subject} as of {asOf}; it was ours {before.Ours}, exchange {before.Exchange}"));
        return merged.ToImmutable();
    }

    private static void Confirm(ReconcileState state, Difference difference, ImmutableArray<Notice>.Builder notices, ImmutableArray<IJournaled>.Builder facts, Instant now)
    {
        notices.Add(new Notice(Gravity.Alert, difference.Ticker, "DIFFERENCE", difference.ToString()));
        if (difference.Ticker is not { } ticker || state.Frozen.Contains(ticker)) return;
        foreach (var fact in facts)
            if (fact is TickerFrozen already && already.Ticker == ticker) return;
        facts.Add(new TickerFrozen(ticker, ReconcileState.ReasonPrefix + difference, now));
    }

    /// <summary>A ticker that we froze is thawed when a listing that can judge it finds nothing that disagrees.</summary>
    private static ReconcileState Thaw(ReconcileState state, Comparison comparison, Instant now, ImmutableArray<Notice>.Builder notices, ImmutableArray<IJournaled>.Builder facts)
    {
        var next = state;
        foreach (var ticker in state.Frozen)
        {
            if (!comparison.Judges(ticker) || Disagrees(state, ticker)) continue;
            var thawed = new TickerThawed(ticker, ReconcileState.ReasonPrefix + "agrees", now);
            facts.Add(thawed);
            notices.Add(new Notice(Gravity.Note, ticker, "THAWED", "ours and the exchange's numbers agree"));
            next = next.Apply(thawed);
        }

        return next;
    }

    private static bool Disagrees(ReconcileState state, Ticker ticker)
    {
        foreach (var (_, difference) in state.Differences)
            if (difference.Ticker == ticker) return true;
        return false;
    }

    /// <summary>The comparison is complete when it could judge everything and nothing waits to be confirmed.</summary>
    private static ReconcileState Complete(ReconcileState state, Comparison comparison)
    {
        if (state.Complete || !comparison.JudgesAll) return state;
        foreach (var (_, difference) in state.Differences)
            if (!difference.Confirmed) return state;
        return state with { Complete = true, Started = true };
    }

    /// <summary>A market is awaited no more when a listing that began afterwards could judge it, and nothing about it waits to be confirmed; what is confirmed is frozen.</summary>
    private static ReconcileState Release(ReconcileState state, Comparison comparison, long pass)
    {
        if (state.Awaited.IsEmpty) return state;
        var awaited = state.Awaited;
        foreach (var (ticker, began) in state.Awaited)
            if (pass > began && comparison.Judges(ticker) && !IsUnconfirmed(state, ticker)) awaited = awaited.Remove(ticker);
        return state with { Awaited = awaited };
    }

    private static bool IsUnconfirmed(ReconcileState state, Ticker ticker)
    {
        foreach (var (_, difference) in state.Differences)
            if (difference.Ticker == ticker && !difference.Confirmed) return true;
        return false;
    }

    private static ReconcileState Pause(ReconcileState state, ImmutableArray<Notice>.Builder notices)
    {
        var tickers = new SortedSet<Ticker>();
        Difference? cash = null;
        foreach (var (_, difference) in state.Differences)
        {
            if (!difference.Confirmed) continue;
            if (difference.Ticker is { } ticker) tickers.Add(ticker);
            else if (difference.CashGap > ReconcileState.PausingCash || -difference.CashGap > ReconcileState.PausingCash) cash ??= difference;
        }

        var full = state.Differences.Count >= ReconcileState.DifferenceCapacity;
        var pausing = cash is not null || full || tickers.Count >= ReconcileState.PausingTickers;
        if (pausing && !state.IsPausing)
        {
            var text = cash is not null ? cash.ToString() : $"{tickers.Count} tickers disagree: {string.Join(", ", tickers)}";
            notices.Add(new Notice(Gravity.Pause, null, "RECONCILE_PAUSED", text));
        }

        return state with { IsPausing = pausing };
    }

    private static ReconcileDecision Nothing(ReconcileState state) => new(state, [], [], []);
}
