using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Orders;

/// <summary>One decision in the making: facts take hold of the state at once, so that the next rule sees them.</summary>
internal sealed class OrderTurn(OrderRegistry state, Instant now)
{
    private readonly ImmutableArray<IJournaled>.Builder _facts = ImmutableArray.CreateBuilder<IJournaled>();
    private readonly ImmutableArray<Effect>.Builder _effects = ImmutableArray.CreateBuilder<Effect>();
    private readonly ImmutableArray<Notice>.Builder _notices = ImmutableArray.CreateBuilder<Notice>();

    public OrderRegistry State { get; private set; } = state;

    public Instant Now { get; } = now;

    public bool ListingWanted { get; set; }

    public RegisteredOrder? Find(ClientOrderId id) => State.Orders.GetValueOrDefault(id);

    public void Emit(IJournaled fact)
    {
        _facts.Add(fact);
        State = State.Apply(fact);
    }

    public void Want(Effect effect) => _effects.Add(effect);

    public void Note(Gravity gravity, Ticker? ticker, string code, string text) => _notices.Add(new Notice(gravity, ticker, code, text));

    /// <summary>Whether the last fact about the order's life in this decision proved its presence: a cancel asked before that must be asked again.</summary>
    public bool JustAcknowledged(ClientOrderId id)
    {
        for (var i = _facts.Count - 1; i >= 0; i--)
        {
            if (_facts[i] is OrderAcknowledged acknowledged && acknowledged.Order == id) return true;
            if (_facts[i] is CancelDecided cancel && cancel.Order == id) return false;
        }

        return false;
    }

    public OrderDecision Decision() => new(State, _facts.ToImmutable(), _effects.ToImmutable(), _notices.ToImmutable(), ListingWanted);
}
