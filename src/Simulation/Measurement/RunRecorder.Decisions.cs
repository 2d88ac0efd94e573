using System.Globalization;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Simulation.Measurement;

/// <content>What the decision log says, line by line.</content>
public sealed partial class RunRecorder
{
    private readonly Dictionary<Ticker, MeasuredSignal> _asked = [];
    private readonly Dictionary<string, MeasuredOrder> _byId = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Ticker is not { } ticker) return;
        switch (entry.Kind)
        {
            // A set is worth what all its legs pay together: it has no side, no fair value of its own, and no later mid.
            case DecisionKind.Signal when entry.Code == SetRule.Strategy.Value: break;
            case DecisionKind.Signal: Signal(at, ticker, entry.Text); break;
            case DecisionKind.Approved when entry.Code == "APPROVED": Answer(ticker, entry.Code); break;
            case DecisionKind.Refused when !entry.Text.StartsWith("exit ", StringComparison.Ordinal): Answer(ticker, entry.Code); break;
            case DecisionKind.Intent: Intent(at, ticker, entry); break;
            case DecisionKind.Ended when _byId.TryGetValue(DecisionText.Get(entry.Text, "order"), out var ended):
                (ended.EndedAt, ended.End) = (at, entry.Code);
                break;
            case DecisionKind.Booked when entry.Code == "FILL": Fill(at, ticker, entry.Text); break;
            case DecisionKind.Booked when entry.Code is "SETTLED" or "SETTLEMENT_CHANGED":
                _positions.Settle(ticker, DecisionText.PriceOf(entry.Text, "value"), at);
                break;
            default: break;
        }
    }

    private void Signal(Instant at, Ticker ticker, string text)
    {
        _asked.Remove(ticker);
        if (_signals.Count >= MaxSignals)
        {
            _overlooked++;
            return;
        }

        var yes = DecisionText.Get(text, "outcome") == "yes";
        var limit = DecisionText.PriceOf(text, "limit");
        var signal = new MeasuredSignal
        {
            At = at,
            Ticker = ticker,
            Strategy = DecisionText.Get(text, "strategy"),
            Outcome = yes ? Outcome.Yes : Outcome.No,
            Price = yes ? limit : limit.Complement,
            Liquidity = DecisionText.Get(text, "liquidity") == "maker" ? Liquidity.Maker : Liquidity.Taker,
            Fair = double.Parse(DecisionText.Get(text, "fair"), CultureInfo.InvariantCulture),
            Edge = PriceOffset.FromUnits((int)(Number(text, "edge") * 100)),
            SinceReceipt = TimeSpan.FromSeconds((double)Number(text, "received_ago")),
            SinceStamp = TimeSpan.FromSeconds((double)Number(text, "stamped_ago")),
        };
        _signals.Add(signal);
        _asked[ticker] = signal;
        Expect(signal.After, ticker, at);
    }

    private void Answer(Ticker ticker, string code)
    {
        if (_asked.TryGetValue(ticker, out var signal) && signal.Answer.Length == 0) signal.Answer = code;
    }

    private void Intent(Instant at, Ticker ticker, DecisionEntry entry)
    {
        var entering = entry.Code == "ENTRY";
        var strategy = DecisionText.Get(entry.Text, "strategy");
        var order = new MeasuredOrder
        {
            Id = DecisionText.Get(entry.Text, "order"),
            At = at,
            Ticker = ticker,
            Role = entering ? OrderRole.Entry : OrderRole.Exit,
            Strategy = strategy,
            Side = DecisionText.Get(entry.Text, "side") == "BID" ? OrderSide.Bid : OrderSide.Ask,
            Limit = DecisionText.PriceOf(entry.Text, "limit"),
            Count = DecisionText.QuantityOf(entry.Text, "count"),
            Liquidity = DecisionText.Get(entry.Text, "liquidity") == "maker" ? Liquidity.Maker : Liquidity.Taker,
            Signal = entering && strategy != SetRule.Strategy.Value ? _asked.GetValueOrDefault(ticker) : null,
        };
        _orders.Add(order);
        _byId[order.Id] = order;
    }

    private void Fill(Instant at, Ticker ticker, string text)
    {
        var fill = new MeasuredFill
        {
            At = at,
            Ticker = ticker,
            Order = _byId.GetValueOrDefault(DecisionText.Get(text, "order")),
            Side = DecisionText.Get(text, "side") == "BID" ? OrderSide.Bid : OrderSide.Ask,
            Price = DecisionText.PriceOf(text, "price"),
            Count = DecisionText.QuantityOf(text, "count"),
            Fee = DecisionText.MoneyOf(text, "fee"),
            Liquidity = DecisionText.Get(text, "liquidity") == "MAKER" ? Liquidity.Maker : Liquidity.Taker,
        };
        _fills.Add(fill);
        _positions.Fill(fill);
        Expect(fill.After, ticker, at);
    }

    private void Expect(MidsAfter after, Ticker ticker, Instant at)
    {
        for (var i = 0; i < MidsAfter.Horizons.Length; i++)
            _due.Enqueue((after, ticker, i), ((at + MidsAfter.Horizons[i]).UnixMicros, ++_number));
    }

    private static decimal Number(string text, string key) =>
        DecisionText.NumberOf(text, key) ?? throw new FormatException($"a signal without {key}: {text}");
}
