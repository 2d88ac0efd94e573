using System.Globalization;

namespace KalshiArb.Kill;

/// <summary>Names the orders of a flatten.</summary>
public static class FlattenOrders
{
    /// <summary>An id that no run makes: begun with the tag, numbered within a series that is the microsecond of its begin.</summary>
    public static ClientOrderId Id(string accountTag, long series, int number) => new(string.Create(CultureInfo.InvariantCulture, $"{accountTag}-flat-{series}-{number}"));
}
