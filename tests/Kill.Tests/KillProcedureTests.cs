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
        _side.Resting = _venue.ListResting(null).Orders;

        var receipt = Kill();

        Assert.True(receipt.Verified, string.Join("; ", receipt.Unverified));
        Assert.True(_venue.IsEmpty);
        Assert.Equal(receipt.WasOpen.Length, receipt.Cancelled);
        Assert.True(receipt.WasOpen.Length >= 2);
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
    public void A_cancel_all_that_never_succeeds_leaves_the_kill_unverified_although_the_sweep_cancelled_everything()
    {
        _venue.Rest("a");
        _venue.FailCancelAll = int.MaxValue;

        var receipt = Kill(KillTiming.Standard with { Deadline = TimeSpan.FromSeconds(30) });

        Assert.True(_venue.IsEmpty);
        Assert.False(receipt.Verified);
        Assert.Contains("cancel-all is not confirmed", receipt.Unverified);
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
    public void A_kill_from_outside_needs_no_trading_side()
    {
        foreach (var id in (string[])["a", "b", "c"]) _venue.Rest(id);

        Assert.True(Kill(withSide: false).Verified);
        Assert.True(_venue.IsEmpty);
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
