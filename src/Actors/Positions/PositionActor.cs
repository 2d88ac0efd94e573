using Akka.Actor;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Positions;

/// <summary>
/// Keeps the ledger: fills as execution books them, settlements as the venue lists them, cash as it was opened. Each market is
/// told its position whenever that changes.
/// </summary>
internal sealed class PositionActor : CoreActor
{
    private ImmutableSortedDictionary<Ticker, Instant> _openedAt;
    private PositionLedger _ledger;

    public PositionActor(ICoreTurn turn, CoreSeed seed) : base(turn)
    {
        (_ledger, _openedAt) = (seed.State.Risk.Ledger, seed.State.OpenedAt);
        foreach (var reference in seed.References)
            if (reference is MarketListed listed) _ledger = _ledger.Learn(listed.Facts.Ticker, listed.Facts.Shard);
    }

    /// <summary>Makes the actor from the facts so far.</summary>
    public static Props Props(ICoreTurn turn, CoreSeed seed) => Akka.Actor.Props.Create(() => new PositionActor(turn, seed));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case CoreFact fact:
                Apply(fact.Fact);
                break;
            case CoreMessage.OrdersListed { Listing: SettlementReported settlement }:
                Book(settlement.Row);
                break;
            case CoreMessage.OrdersListed { Listing: AccountListed listing } listed:
                // Settlements first: what the listing says was paid is in its cash.
                foreach (var row in listing.Settlements) Book(row);
                foreach (var cash in listing.Cash)
                    if (!_ledger.Cash.ContainsKey(cash.Shard) && KnowsNothingLater(listing) && _ledger.HasBooked(listing.Fills, listed.Orders.OpenedAt)) Emit(new CashOpened(cash.Shard, _ledger.OpeningOf(cash.Shard, cash.Cash), Now));
                Context.Parent.Tell(new CoreMessage.PositionsListed(listing, listed.Orders, _ledger));
                break;
            case AdoptRequested wanted:
                Context.Parent.Tell(new CoreMessage.AdoptionAsked(wanted, _ledger));
                break;
            case CoreMessage.PostPositionSeen seen:
                Context.Parent.Tell(new CoreMessage.PostPositionCompared(seen.Fill, _ledger.Of(seen.Fill.Ticker).Quantity));
                break;
            case MarketListed market:
                _ledger = _ledger.Learn(market.Facts.Ticker, market.Facts.Shard);
                break;
            case CoreMessage.MarketOpened opened:
                Tell(opened.Ticker);
                break;
            case PositionQuery:
                Sender.Tell(new PositionReply(_ledger));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void Apply(IJournaled fact)
    {
        var ticker = fact switch
        {
            FillBooked fill => fill.Ticker,
            SettlementBooked settlement => settlement.Ticker,
            PositionAdopted adopted => adopted.Ticker,
            _ => default(Ticker?),
        };
        _ledger = _ledger.Apply(fact);
        _openedAt = PositionTimes.After(_openedAt, fact, _ledger);
        if (ticker is { } changed) Tell(changed);
    }

    /// <summary>A listing from before a fill or a settlement that we know holds cash from before it: the next one opens the ledger.</summary>
    private bool KnowsNothingLater(AccountListed listing)
    {
        foreach (var fill in _ledger.Fills.InOrder)
            if (fill.TradedAt > listing.AsOf) return false;
        foreach (var (_, settled) in _ledger.Settled)
            if (settled.SettledAt > listing.AsOf) return false;
        return true;
    }

    private void Book(SettlementRow row)
    {
        var familiarity = _ledger.CheckSettlement(row.Ticker, row.Value, row.Position, row.Revenue, row.SettledAt);
        if (familiarity is not (Familiarity.New or Familiarity.Changed)) return;
        Log(DecisionKind.Booked, row.Ticker, familiarity == Familiarity.New ? "SETTLED" : "SETTLEMENT_CHANGED", $"value={row.Value} position={row.Position} revenue={row.Revenue}");
        Emit(new SettlementBooked(row.Ticker, row.Value, row.Position, row.Revenue, row.SettledAt, Now));
    }

    private void Tell(Ticker ticker)
    {
        var position = _ledger.Of(ticker);
        var openedAt = _openedAt.GetValueOrDefault(ticker);
        Context.Parent.Tell(new CoreMessage.ForMarket(
            ticker, new MarketProtocol.PositionTold(position.Quantity, position.Cost, position.CostFees, openedAt)));
    }
}

/// <summary>Asks for the ledger.</summary>
public sealed record PositionQuery : ICoreQuery<PositionReply>;

/// <summary>The ledger.</summary>
public sealed record PositionReply(PositionLedger Ledger);
