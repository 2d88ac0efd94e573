using System.Globalization;
using System.Text;

namespace KalshiArb.Kill;

/// <summary>A receipt as text for a person at three in the morning: what counts first.</summary>
public static class KillReceiptText
{
    private const int MaxPositionsShown = 5;
    private const int MaxOrdersShown = 30;

    /// <summary>One line, for records and status.</summary>
    public static string OneLine(KillReceipt receipt) => string.Create(CultureInfo.InvariantCulture,
        $"{(receipt.Verified ? "verified" : receipt.Ended is null ? "running" : "NOT VERIFIED")}: {receipt.WasOpen.Length} open, {receipt.Cancelled} gone, {Contracts(receipt.FilledMeanwhile)} contracts filled meanwhile, {receipt.InFlight} in flight ({receipt.InFlightUnresolved} unresolved), {receipt.HeldByVenue.Length} held by venue");

    /// <summary>The whole receipt.</summary>
    public static string Write(KillReceipt receipt)
    {
        var text = new StringBuilder();
        Line(receipt.Verified ? "KILLED, VERIFIED: the exchange shows nothing of ours open" : receipt.Ended is null ? "KILL UNDER WAY, not verified yet" : "KILL NOT VERIFIED: orders of ours may still be open");
        foreach (var reason in receipt.Unverified) Line($"  missing    {reason}");
        Line($"  by         {receipt.By}{(receipt.Reason.Length > 0 ? ": " + receipt.Reason : "")}");
        Line($"  begun      {receipt.Begun}{(receipt.Ended is { } ended ? $", ended after {(ended - receipt.Begun).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)} s" : "")}");
        Line($"  open       {receipt.WasOpen.Length} orders rested; {receipt.Cancelled} are gone, {receipt.HeldByVenue.Length} are held by the venue");
        Line($"  filled     {Contracts(receipt.FilledMeanwhile)} contracts since it began");
        Line($"  in flight  {receipt.InFlight} sends without an answer when it began; {receipt.InFlightUnresolved} still without evidence");
        Line($"  groups     {receipt.GroupsTriggered} of {receipt.Groups} order groups shown as triggered");
        if (receipt.CancelAllFailed is { } failed) Line($"  cancel-all never confirmed ({failed}); what rested was cancelled by group and order by order");
        Line($"  requests   {string.Join(", ", receipt.Requests.Select(r => r.Repeated > 0 ? $"{r.Kind} {r.Made} ({r.Repeated} failed)" : $"{r.Kind} {r.Made}"))}");
        if (receipt.LateListing is { } late) Line($"  +75 s      {late} orders rested");
        if (receipt.Flatten is { } flatten) Line("  flatten    " + Text(flatten));
        foreach (var order in receipt.HeldByVenue.Take(MaxOrdersShown)) Line($"  held       {Text(order)}");
        foreach (var order in receipt.WasOpen.Take(MaxOrdersShown)) Line($"  was open   {Text(order)}");
        if (receipt.WasOpen.Length > MaxOrdersShown) Line($"  was open   … and {receipt.WasOpen.Length - MaxOrdersShown} more");
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');
    }

    /// <summary>What the last look found, in one line.</summary>
    public static string Late(KillReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return "KILL +75 s: " + (receipt.LateListing switch
        {
            null => "the exchange's listing could not be read",
            0 => "nothing rests",
            { } some => $"{some} ORDERS RESTED AFTER ALL and were cancelled: the kill is not verified",
        });
    }

    /// <summary>What a flatten did, in one line.</summary>
    public static string Text(FlattenReceipt flatten)
    {
        ArgumentNullException.ThrowIfNull(flatten);
        if (flatten.NotDone is { } why) return $"NOT DONE: {why}; positions are kept";
        var held = flatten.After is not { } after ? "what is held now could not be read" : after.IsEmpty ? "nothing is held" : $"{after.Length} still held" + StillHeld(flatten, after);
        return $"{(flatten.Complete ? "complete" : "INCOMPLETE")}: {flatten.Before.Length} positions, {flatten.Tries} orders, {held}";
    }

    private static string StillHeld(FlattenReceipt flatten, ImmutableArray<HeldPosition> after)
    {
        var shown = after.Take(MaxPositionsShown).Select(held => $"{held.Ticker} {Contracts(held.Position)}" + (flatten.Reasons.TryGetValue(held.Ticker, out var reason) ? $": {reason}" : ""));
        return $" ({string.Join("; ", shown)}{(after.Length > MaxPositionsShown ? $"; and {after.Length - MaxPositionsShown} more" : "")})";
    }

    private static string Text(RestingOrder order) =>
        $"{order.Ticker}  {(order.Side == OrderSide.Bid ? "buy" : "sell")} {Contracts(order.Remaining)} at {order.Limit}  {order.Id} {order.Client}";

    private static string Contracts(Quantity quantity) => (quantity.Hundredths / 100m).ToString("0.##", CultureInfo.InvariantCulture);
}
