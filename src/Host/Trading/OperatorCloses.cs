using System.Diagnostics;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>A close by hand as an input of the core; its answer comes some inputs later, when its order has ended.</summary>
internal static class OperatorCloses
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    /// <summary>Gives the request to the core; the reply when it cannot be carried out at all, else null.</summary>
    public static OperatorReply? Begin(TradingCore core, OperatorRequest.Close close, string id, Action<Input> take)
    {
        var state = core.Query(new TradingStateQuery()).State;
        if (!core.Query(new MarketQuery(close.Ticker)).Known) return new OperatorReply(false, state, $"{close.Ticker} is not a market of this session");
        take(new CloseRequested(id, close.Ticker, close.Limit, close.Count, close.By));
        return Answer(core, close, id);
    }

    /// <summary>The reply, once there is one.</summary>
    public static OperatorReply? Answer(TradingCore core, OperatorRequest.Close close, string id) =>
        core.Query(new MarketQuery(close.Ticker)).Close is { } answer && answer.Id == id
            ? new OperatorReply(answer.Sent, core.Query(new TradingStateQuery()).State, $"{close.Ticker}: {answer.Text}")
            : null;

    /// <summary>Begins a close and waits for its answer; a core that has not ended it in time is said to be still at it.</summary>
    public static async Task<OperatorReply> CarryAsync(
        OperatorRequest.Close close, Func<string, Task<OperatorReply?>> begin, Func<string, Task<OperatorReply?>> ask, CancellationToken cancellation)
    {
        var id = Guid.NewGuid().ToString("N");
        var begun = Stopwatch.GetTimestamp();
        var reply = await begin(id).ConfigureAwait(false);
        while (reply is null && Stopwatch.GetElapsedTime(begun) < Patience)
        {
            await Task.Delay(Poll, cancellation).ConfigureAwait(false);
            reply = await ask(id).ConfigureAwait(false);
        }

        return reply ?? new OperatorReply(false, TradingState.Running, $"{close.Ticker}: the close is still under way; see: kalshiarb orders, kalshiarb positions");
    }
}
