using System.Globalization;

namespace KalshiArb.Exchange.Matching;

/// <summary>An account of the venue, numbered from 0 in the order of opening.</summary>
public readonly record struct AccountId(int Value);

/// <summary>A market of the venue, numbered from 0 in the order of listing. Cheaper than a ticker in every call.</summary>
public readonly record struct MarketIndex(int Value);

/// <summary>An order of the venue, numbered from 1 over all accounts. On the wire it is shaped like Kalshi's UUIDs.</summary>
public readonly record struct OrderNumber(long Value)
{
    private const string Prefix = "00000000-0000-4000-8000-";

    /// <summary>The order_id as the venue would write it.</summary>
    public VenueOrderId ToVenueOrderId() => new(Prefix + Value.ToString("x12", CultureInfo.InvariantCulture));

    /// <summary>Reads an order_id back; false when it was not made by this venue.</summary>
    public static bool TryParse(VenueOrderId id, out OrderNumber order)
    {
        var parsed = VenueIdText.TryParse(id.Value, Prefix, out var value);
        order = new OrderNumber(value);
        return parsed;
    }
}

/// <summary>A match, numbered from 1. Both parties' fills carry the same one (fill_id = trade_id).</summary>
public readonly record struct MatchNumber(long Value)
{
    /// <summary>The fill_id as the venue would write it.</summary>
    public FillId ToFillId() => new("00000000-0000-4000-9000-" + Value.ToString("x12", CultureInfo.InvariantCulture));
}

/// <summary>An order group, numbered from 1 over all accounts.</summary>
public readonly record struct GroupNumber(long Value)
{
    private const string Prefix = "00000000-0000-4000-a000-";

    /// <summary>The order_group_id as the venue would write it.</summary>
    public OrderGroupId ToOrderGroupId() => new(Prefix + Value.ToString("x12", CultureInfo.InvariantCulture));

    /// <summary>Reads an order_group_id back; false when it was not made by this venue.</summary>
    public static bool TryParse(OrderGroupId id, out GroupNumber group)
    {
        var parsed = VenueIdText.TryParse(id.Value, Prefix, out var value);
        group = new GroupNumber(value);
        return parsed;
    }
}

internal static class VenueIdText
{
    public static bool TryParse(string text, string prefix, out long value)
    {
        value = 0;
        return text.Length == prefix.Length + 12
            && text.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(prefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
