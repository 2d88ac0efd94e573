using System.Globalization;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Tests.Positions;

/// <summary>Facts for the tests of positions and risk.</summary>
internal static class Fills
{
    internal static readonly Ticker Boston = new("KXNBAGAME-26OCT17BOSNYK-BOS");
    internal static readonly Shard Home = new(3);

    /// <summary>Saturday 17 October 2026, 19:00 in New York.</summary>
    internal static readonly Instant Evening = Instant.From(new DateTimeOffset(2026, 10, 17, 23, 0, 0, TimeSpan.Zero));

    internal static Money Dollars(decimal dollars) => Money.FromMicros((long)(dollars * Money.MicrosPerDollar));

    internal static Quantity Contracts(decimal contracts) => Quantity.FromHundredths((long)(contracts * Quantity.HundredthsPerContract));

    internal static FillBooked Fill(
        int number, OrderSide side, int cents, decimal count, decimal fee = 0, Instant? at = null, Ticker? ticker = null,
        ClientOrderId? order = null) => new(
        new FillId("fill-" + number.ToString(CultureInfo.InvariantCulture)),
        new VenueOrderId("venue-" + (order?.Value ?? "1")),
        order,
        ticker ?? Boston,
        side,
        Price.FromCents(cents),
        Contracts(count),
        Dollars(fee),
        Liquidity.Taker,
        (at ?? Evening) + TimeSpan.FromMilliseconds(number),
        at ?? Evening);
}
