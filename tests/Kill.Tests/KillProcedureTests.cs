using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Kill.Tests;

public sealed class KillProcedureTests
{
    private readonly SteppedClock _clock = new();
    private readonly FakeVenue _venue;
    private readonly FakeSide _side;

    public KillProcedureTests()
    {
        _venue = new FakeVenue(_clock);
        _side = new FakeSide();
    }

    private KillReceipt Kill(KillTiming? timing = null, bool withSide = true) =>
        new KillProcedure(_venue, _clock, withSide ? _side : null, timing ?? KillTiming.Standard).Run("test", "drill", null);

    [Fact]
    public void What_rested_is_counted_gone_and_the_kill_is_verified()
    {
        foreach (var id in (string[])["a", "b", "c", "d", "e"]) _venue.Rest(id);

        var receipt = Kill();

        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.True(_venue.IsEmpty);
        Assert.Equal(receipt.WasOpen.Length, receipt.Cancelled);
        Assert.Equal(5, receipt.WasOpen.Length);
        Assert.Equal(Quantity.FromContracts(3), receipt.FilledMeanwhile);
        Assert.Equal(1, receipt.GroupsTriggered);
        Assert.True(receipt.Ended - receipt.Begun >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Too_many_requests_and_failures_are_answered_with_the_same_request_again()
    {
        _venue.Rest("a");
        (_venue.FailTriggers, _venue.FailCancelAll, _venue.FailListings) = (4, 7, 3);

        var receipt = Kill();

        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.Equal(8, receipt.Requests.Single(r => r.Kind == "cancel-all").Made);
        Assert.Equal(4, receipt.Requests.Single(r => r.Kind == "trigger").Repeated);
    }

    [Fact]
    public void A_cancel_all_that_never_succeeds_is_said_in_the_receipt_and_what_rests_is_cancelled_order_by_order()
    {
        foreach (var id in (string[])["a", "b", "c"]) _venue.Rest(id, inGroup: false);
        (_venue.FailCancelAll, _venue.TriggerSparesOrders) = (int.MaxValue, true);

        var receipt = Kill();

        Assert.True(_venue.IsEmpty);
        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.Equal("503", receipt.CancelAllFailed);
        Assert.True(receipt.Ended - receipt.Begun >= KillTiming.Standard.CancelAllWait);
        Assert.Equal(3, receipt.Cancelled);
        Assert.Contains("cancel-all never confirmed (503)", KillReceiptText.Write(receipt), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancel_all_that_fails_for_ever_verifies_nothing_while_an_order_still_rests()
    {
        _venue.Rest("a", inGroup: false);
        (_venue.FailCancelAll, _venue.FailBatches, _venue.TriggerSparesOrders) = (int.MaxValue, int.MaxValue, true);

        var receipt = Kill(KillTiming.Standard with { Deadline = TimeSpan.FromSeconds(60) });

        Assert.False(receipt.Verified);
        Assert.Contains("1 orders still rest", receipt.Unverified);
    }

    [Fact]
    public void A_batch_that_is_too_much_is_asked_for_again_before_the_next()
    {
        foreach (var i in Enumerable.Range(0, 50)) _venue.Rest($"o{i:00}", inGroup: false);
        (_venue.FailCancelAll, _venue.TriggerSparesOrders, _venue.FailBatches) = (int.MaxValue, true, 3);

        var receipt = Kill();

        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.Equal(["o00", "o00", "o00", "o00"], _venue.Batches.Take(4));
        Assert.Equal(6, receipt.Requests.Single(r => r.Kind == "cancel-batch").Made);
    }

    [Fact]
    public void A_client_that_throws_is_a_failed_request_like_any_other()
    {
        _venue.ThrowOnCancelAll = true;

        Assert.True(Kill().Verified);
        Assert.Equal(2, _venue.CancelAllCalls);
    }

    [Fact]
    public void An_order_that_reaches_the_venue_after_the_trigger_is_refused_by_its_group()
    {
        _venue.Rest("a");
        _venue.RestAfterTrigger("late");
        _side.Sent = [new ClientOrderId("ka-late")];
        _side.IsAnswered = () => _venue.RefusedByGroup > 0;

        var receipt = Kill();

        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.Equal((1, 0), (receipt.InFlight, receipt.InFlightUnresolved));
        Assert.Equal((1, 1), (_venue.Accepted, _venue.RefusedByGroup));
        Assert.True(_venue.IsEmpty);
    }

    [Fact]
    public void An_order_accepted_late_while_the_trigger_fails_is_swept_and_counted()
    {
        _venue.FailTriggers = 40;
        _venue.RestLater("late", _clock.Now + TimeSpan.FromSeconds(1));

        var receipt = Kill();

        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.True(_venue.IsEmpty);
    }

    [Fact]
    public void A_send_that_is_never_answered_waits_for_the_fence()
    {
        _side.Sent = [new ClientOrderId("ka-doubt")];

        var receipt = Kill();

        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.True(receipt.Ended - receipt.Begun >= KillTiming.Standard.FenceDelay);
    }

    [Fact]
    public void Listings_that_do_not_reach_past_the_last_send_verify_nothing()
    {
        _venue.ListingLag = TimeSpan.FromMinutes(5);

        var receipt = Kill(KillTiming.Standard with { Deadline = TimeSpan.FromSeconds(60) });

        Assert.False(receipt.Verified);
        Assert.Contains("the venue's listings do not reach past the last send", receipt.Unverified);
    }

    [Fact]
    public void Orders_that_the_venue_will_not_cancel_are_listed_as_held_and_verify_nothing()
    {
        _venue.Rest("a");
        _venue.HoldsOrders = true;

        var receipt = Kill(KillTiming.Standard with { Deadline = TimeSpan.FromSeconds(30) });

        Assert.False(receipt.Verified);
        Assert.Equal("a", Assert.Single(receipt.HeldByVenue).Id.Value);
        Assert.Contains("NOT VERIFIED", KillReceiptText.Write(receipt), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_trading_side_stops_no_kill()
    {
        _venue.Rest("a");
        _side.Broken = true;

        var receipt = Kill();

        Assert.True(_venue.IsEmpty);
        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
    }

    [Fact]
    public void Figures_that_throw_stop_no_kill_and_leave_no_send_in_doubt()
    {
        _venue.Rest("a");
        _side.BrokenFigures = true;

        var receipt = Kill();

        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.Equal(Quantity.Zero, receipt.FilledMeanwhile);
        Assert.Equal(0, receipt.InFlight);
    }

    [Fact]
    public async Task A_trading_side_that_hangs_holds_no_cancel_back()
    {
        _venue.Rest("a");
        using var never = new ManualResetEventSlim();
        _side.Hangs = never;
        // Longer than the test may take: were the cancels to wait for the side, they would not be seen.
        var kill = Task.Run(() => Kill(KillTiming.Standard with { SidePatience = TimeSpan.FromSeconds(8) }));

        Assert.True(_venue.CancelAllSeen.Wait(TimeSpan.FromSeconds(5)));
        never.Set();
        var receipt = await kill;
        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
    }

    [Fact]
    public async Task A_listing_that_is_slow_holds_no_cancel_back_and_still_tells_what_was_open()
    {
        foreach (var id in (string[])["a", "b", "c"]) _venue.Rest(id);
        using var answered = new ManualResetEventSlim();
        _venue.FirstListing = answered;
        // The kill goes on for a while after the answer: it is on a thread of its own.
        var asked = 0;
        _side.Sent = [new ClientOrderId("ka-sent")];
        _side.IsAnswered = () => answered.IsSet && ++asked > 20;
        var kill = Task.Run(() => Kill());

        Assert.True(_venue.CancelAllSeen.Wait(TimeSpan.FromSeconds(5)));
        answered.Set();

        var receipt = await kill;
        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.Equal((3, 3), (receipt.WasOpen.Length, receipt.Cancelled));
    }

    [Fact]
    public void A_trading_side_that_hangs_for_ever_leaves_a_send_in_doubt_which_the_fence_resolves()
    {
        _venue.Rest("a");
        using var never = new ManualResetEventSlim();
        _side.Hangs = never;

        var receipt = Kill(KillTiming.Standard with { SidePatience = TimeSpan.FromMilliseconds(50), FirstLook = TimeSpan.FromMilliseconds(50) });

        never.Set();
        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.True(receipt.Ended - receipt.Begun >= KillTiming.Standard.FenceDelay);
        Assert.True(_venue.IsEmpty);
    }

    [Fact]
    public void A_kill_from_outside_that_knows_the_groups_needs_no_trading_side_and_no_fence()
    {
        foreach (var id in (string[])["a", "b", "c"]) _venue.Rest(id);
        _venue.RestAfterTrigger("late");

        var receipt = Kill(withSide: false);

        Assert.True(receipt.Verified);
        Assert.True(_venue.IsEmpty);
        Assert.Equal(1, _venue.RefusedByGroup);
        Assert.Equal(0, receipt.InFlight);
    }

    [Fact]
    public void A_kill_from_outside_that_knows_no_group_waits_until_nothing_can_arrive_any_more()
    {
        _venue.Rest("a");
        _venue.EntryGroups = [];

        var receipt = Kill(withSide: false);

        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.True(receipt.Ended - receipt.Begun >= KillTiming.Standard.FenceDelay);
    }

    [Fact]
    public void An_order_accepted_three_seconds_after_the_first_empty_listing_is_found_before_the_receipt()
    {
        // Its group's trigger fails until then and cancels nothing: the sweep alone stands between it and the receipt.
        (_venue.FailTriggers, _venue.TriggerSparesOrders) = (6, true);
        _side.Sent = [new ClientOrderId("ka-late")];
        _venue.RestLater("late", _clock.Now + TimeSpan.FromSeconds(3));
        _side.IsAnswered = () => _venue.Accepted + _venue.RefusedByGroup > 0;

        var receipt = Kill();

        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.True(_venue.IsEmpty);
        Assert.True(receipt.Ended - receipt.Begun >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void The_last_look_after_75_seconds_unverifies_a_kill_when_something_rests_after_all()
    {
        var procedure = new KillProcedure(_venue, _clock, _side, KillTiming.Standard);
        var receipt = procedure.Run("test", "", null);
        Assert.True(receipt.Verified);
        _venue.Rest("from-another-program", inGroup: false);

        var late = procedure.TakeLateListing(receipt);

        Assert.False(late.Verified);
        Assert.Equal(1, late.LateListing);
        Assert.True(_venue.IsEmpty);
        Assert.True(_clock.Now - receipt.Begun >= TimeSpan.FromSeconds(75));
    }

    [Fact]
    public void The_gate_closes_before_the_first_request()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("gate-").FullName, SendGate.FileName);
        using var gate = SendGate.OpenOrCreate(path);
        gate.Reopen();

        new KillProcedure(_venue, _clock, _side, KillTiming.Standard).Run("test", "", gate);

        Assert.False(gate.IsOpen);
    }
}
