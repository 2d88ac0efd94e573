namespace KalshiArb.PaperExchange.Stream;

/// <summary>How a channel treats markets named in a subscription.</summary>
internal enum MarketRule
{
    /// <summary>At least one is needed.</summary>
    Required,
    /// <summary>None means all.</summary>
    Optional,
    /// <summary>They are passed over: everything is sent.</summary>
    Ignored,
}

/// <summary>A channel of the stream.</summary>
/// <param name="Name">Its name in commands.</param>
/// <param name="Markets">How it treats markets.</param>
/// <param name="IsPrivate">Whether it shows the account.</param>
/// <param name="IsSilent">Whether this venue has nothing to say on it: no combos, no quotes, no index.</param>
internal sealed record StreamChannel(string Name, MarketRule Markets, bool IsPrivate = false, bool IsSilent = false)
{
    public static StreamChannel OrderBook { get; } = new("orderbook_delta", MarketRule.Required);
    public static StreamChannel Ticker { get; } = new("ticker", MarketRule.Optional);
    public static StreamChannel Trade { get; } = new("trade", MarketRule.Optional);
    public static StreamChannel Fill { get; } = new("fill", MarketRule.Optional, IsPrivate: true);
    public static StreamChannel Positions { get; } = new("market_positions", MarketRule.Optional, IsPrivate: true);
    public static StreamChannel UserOrders { get; } = new("user_orders", MarketRule.Optional, IsPrivate: true);
    public static StreamChannel Lifecycle { get; } = new("market_lifecycle_v2", MarketRule.Ignored);
    public static StreamChannel Groups { get; } = new("order_group_updates", MarketRule.Ignored, IsPrivate: true);
    public static StreamChannel Pyth { get; } = new("pyth_value", MarketRule.Ignored, IsPrivate: true, IsSilent: true);
    public static StreamChannel Benchmarks { get; } = new("cfbenchmarks_value", MarketRule.Ignored, IsPrivate: true, IsSilent: true);

    private static readonly ImmutableArray<StreamChannel> All =
    [
        OrderBook, Ticker, Trade, Fill, Positions, UserOrders, Lifecycle, Groups, Pyth, Benchmarks,
        new("cfbenchmarks_value_5hz", MarketRule.Ignored, IsPrivate: true, IsSilent: true),
        new("multivariate_market_lifecycle", MarketRule.Ignored, IsSilent: true),
        new("communications", MarketRule.Ignored, IsPrivate: true, IsSilent: true),
    ];

    /// <summary>Whether update_subscription can change its markets.</summary>
    public bool TakesMarkets => Markets != MarketRule.Ignored;

    /// <summary>Whether it is about an index of prices elsewhere.</summary>
    public bool IsIndex => Name.StartsWith("cfbenchmarks", StringComparison.Ordinal);

    public static StreamChannel? Find(string name)
    {
        foreach (var channel in All)
        {
            if (channel.Name == name) return channel;
        }

        return null;
    }
}
