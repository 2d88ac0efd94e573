using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Rest;

/// <summary>An order of a listing with what the listing knows beyond <see cref="VenueOrder"/>.</summary>
/// <param name="Order">The order.</param>
/// <param name="Shard">Where it lives; null in answers from before sharding.</param>
/// <param name="Group">Its order group.</param>
/// <param name="Subaccount">Whose it is; null where not given.</param>
/// <param name="CreatedAt">When it was made; null where not given.</param>
/// <param name="Expiration">When the venue cancels it; null where it does not.</param>
/// <param name="Fees">Fees paid so far, as taker and as maker; null where not given.</param>
public sealed record ListedOrder(
    VenueOrder Order, Shard? Shard, OrderGroupId? Group, int? Subaccount, Instant? CreatedAt, Instant? Expiration, Money? Fees);

/// <summary>Which orders to list; null fields do not narrow.</summary>
/// <param name="Ticker">One market.</param>
/// <param name="Status">One status.</param>
/// <param name="MinTime">Only those that changed since; cut to whole seconds.</param>
public sealed record OrderFilter(Ticker? Ticker = null, VenueOrderStatus? Status = null, Instant? MinTime = null);

/// <summary>Cash by shard.</summary>
/// <param name="Cash">One row a shard.</param>
/// <param name="PortfolioValue">The venue's portfolio_value, to the cent; its definition is not documented.</param>
/// <param name="UpdatedAt">updated_ts, whole seconds.</param>
public sealed record AccountBalance(ImmutableArray<ShardCash> Cash, Money PortfolioValue, Instant UpdatedAt);

/// <summary>One bucket's numbers.</summary>
/// <param name="RefillPerSecond">Tokens a second.</param>
/// <param name="Capacity">Tokens at most.</param>
public readonly record struct BucketLimits(int RefillPerSecond, int Capacity);

/// <summary>The account's rate limits.</summary>
/// <param name="Tier">usage_tier.</param>
/// <param name="Read">The read bucket.</param>
/// <param name="Write">The write bucket, of each shard.</param>
public sealed record AccountLimits(string Tier, BucketLimits Read, BucketLimits Write);

/// <summary>What one route costs.</summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Path">The venue's pattern (/trade-api/v2/portfolio/events/orders/:order_id).</param>
/// <param name="Cost">Tokens.</param>
public readonly record struct EndpointCost(string Method, string Path, int Cost);

/// <summary>What routes cost.</summary>
/// <param name="DefaultCost">Every route that is not named.</param>
/// <param name="Costs">The named ones.</param>
public sealed record EndpointCosts(int DefaultCost, ImmutableArray<EndpointCost> Costs);

/// <summary>A key of the account.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Scopes">What it may do (read, write::trade, …).</param>
/// <param name="Subaccount">The subaccount it is locked to; null when to none.</param>
public sealed record KeyInfo(string Id, string Name, ImmutableArray<string> Scopes, int? Subaccount);

/// <summary>The account's keys.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="RegionExpiration">When the region attestation ends and keys can no longer trade sports; null where not given.</param>
public sealed record KeyListing(ImmutableArray<KeyInfo> Keys, Instant? RegionExpiration);

/// <summary>Whether a subaccount's YES and NO net on a shard.</summary>
/// <param name="Subaccount">The subaccount.</param>
/// <param name="Shard">The shard; null where not given.</param>
/// <param name="Enabled">Whether netting is on.</param>
public sealed record NettingSetting(int Subaccount, Shard? Shard, bool Enabled);
