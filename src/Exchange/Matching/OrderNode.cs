using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Accounts;

namespace KalshiArb.Exchange.Matching;

/// <summary>An order inside the venue, linked into its price level and into its account's open orders.</summary>
internal sealed class OrderNode
{
    public OrderNumber Number;
    public ClientOrderId? ClientId;
    public Account Account = null!;
    public MarketState Market = null!;
    public OrderGroup? Group;
    public OrderNode? Previous;
    public OrderNode? Next;
    public OrderNode? AccountPrevious;
    public OrderNode? AccountNext;
    public OrderSide Side;
    public int PriceUnits;
    public long Initial;
    public long Remaining;
    public long Filled;
    public long FullReserve;
    public long FeeAccumulator;
    public long FeesMicros;
    public long MakerFeesMicros;
    public long TakerCostMicros;
    public long MakerCostMicros;
    public SelfTradePrevention SelfTradePrevention;
    public bool PostOnly;
    public bool ReduceOnly;
    public bool CancelOnPause;
    public bool Resting;
    public VenueOrderStatus Status;
    public UpdateReason Reason;
    public Instant? Expiration;
    public Instant CreatedAt;
    public Instant UpdatedAt;

    public OrderState ToState() => new(
        Number, ClientId, Account.Id, Market.Index, Side, Price.FromUnits(PriceUnits), Status,
        Quantity.FromHundredths(Filled), Quantity.FromHundredths(Remaining), Quantity.FromHundredths(Initial),
        Money.FromMicros(FeesMicros), Group?.Number, Expiration, Reason, CreatedAt, UpdatedAt)
    {
        MakerFees = Money.FromMicros(MakerFeesMicros),
        TakerCost = Money.FromMicros(TakerCostMicros),
        MakerCost = Money.FromMicros(MakerCostMicros),
        SelfTradePrevention = SelfTradePrevention,
        CancelOnPause = CancelOnPause,
    };
}
