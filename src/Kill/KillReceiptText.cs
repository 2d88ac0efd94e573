using System.Globalization;
using System.Text;

namespace KalshiArb.Kill;

/// <summary>A receipt as text for a person at three in the morning: what counts first.</summary>
public static class KillReceiptText
{
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
        Line($"  groups     {receipt.GroupsTriggered} of {receipt.Groups} entry groups shown as triggered");
        Line($"  requests   {string.Join(", ", receipt.Requests.Select(r => r.Repeated > 0 ? $"{r.Kind} {r.Made} ({r.Repeated} failed)" : $"{r.Kind} {r.Made}"))}");
        if (receipt.LateListing is { } late) Line($"  +75 s      {late} orders rested");
        foreach (var order in receipt.HeldByVenue.Take(MaxOrdersShown)) Line($"  held       {Text(order)}");
        foreach (var order in receipt.WasOpen.Take(MaxOrdersShown)) Line($"  was open   {Text(order)}");
        if (receipt.WasOpen.Length > MaxOrdersShown) Line($"  was open   … and {receipt.WasOpen.Length - MaxOrdersShown} more");
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');
    }

    private static string Text(RestingOrder order) =>
        $"{order.Ticker}  {(order.Side == OrderSide.Bid ? "buy" : "sell")} {Contracts(order.Remaining)} at {order.Limit}  {order.Id} {order.Client}";

    private static string Contracts(Quantity quantity) => (quantity.Hundredths / 100m).ToString("0.##", CultureInfo.InvariantCulture);
}
