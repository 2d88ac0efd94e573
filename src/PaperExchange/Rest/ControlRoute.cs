using System.Text;
using System.Globalization;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>
/// What the operator of the venue does by hand, so that a client can be shown every state: pauses, closes, results. It is no
/// part of the venue's API and wants no signature. Commands: <c>pause_trading</c> and <c>pause_exchange</c>
/// <c>{exchange_index, paused}</c>, <c>market {ticker, active}</c>, <c>close {ticker}</c>, <c>determine {ticker, value}</c>,
/// <c>position_limit {contracts}</c> (a count as text; without it the limit is lifted).
/// </summary>
internal sealed class ControlRoute(ExchangeEngine engine, int shards)
{
    private const string Type = "Control";

    /// <summary>Carries a command out: 200, or 400 with the reason.</summary>
    public RestReply Handle(ReadOnlyMemory<byte> bytes)
    {
        var body = GoBody.Parse(bytes);
        if (Read(body) is not { } command) return RestErrors.BadBody(body.Fault ?? "no such command");
        if (body.Fault is { } fault) return RestErrors.BadBody(fault);
        var reply = engine.Execute(command);
        return reply.Refusal is { } refusal ? RestErrors.Refused(refusal) : WireWriter.Object(writer => writer.Time("at", reply.At));
    }

    private ExchangeCommand? Read(GoBody body)
    {
        switch (body.Text(Type, "command"))
        {
            case "pause_trading":
                return ReadShard(body) is { } trading ? new PauseTrading(trading, body.Bool(Type, "paused")) : null;
            case "pause_exchange":
                return ReadShard(body) is { } exchange ? new PauseExchange(exchange, body.Bool(Type, "paused")) : null;
            case "market":
                return ReadTicker(body) is { } market ? new SetMarketStatus(market, body.Bool(Type, "active")) : null;
            case "close":
                return ReadTicker(body) is { } closing ? new SetCloseTime(closing, engine.Now) : null;
            case "determine":
                return ReadTicker(body) is { } determined && ReadValue(body) is { } value ? new DetermineMarket(determined, value) : null;
            case "position_limit":
                return ReadLimit(body);
            default:
                return null;
        }
    }

    private Shard? ReadShard(GoBody body)
    {
        if (body.Whole(Type, "exchange_index") is { } index && index >= 0 && index < shards) return new Shard((int)index);
        body.Refuse(string.Create(CultureInfo.InvariantCulture, $"exchange_index is not within 0 to {shards - 1}"));
        return null;
    }

    private static SetPositionLimit? ReadLimit(GoBody body)
    {
        if (body.Text(Type, "contracts") is not { } text) return new SetPositionLimit(null);
        if (WireDecimal.TryParseQuantity(Encoding.UTF8.GetBytes(text), out var contracts)) return new SetPositionLimit(contracts);
        body.Refuse("contracts is no count in hundredths");
        return null;
    }

    private static Ticker? ReadTicker(GoBody body)
    {
        if (body.Text(Type, "ticker") is { Length: > 0 } ticker) return new Ticker(ticker);
        body.Refuse("ticker is missing");
        return null;
    }

    private static Price? ReadValue(GoBody body)
    {
        if (body.Text(Type, "value") is { } text && WireDecimal.TryParsePrice(Encoding.UTF8.GetBytes(text), out var value)) return value;
        body.Refuse("value is no price from 0 to 1");
        return null;
    }
}
