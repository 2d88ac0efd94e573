using KalshiArb.Domain.Ports;
using KalshiArb.Host.Sessions;
using KalshiArb.Kill;

namespace KalshiArb.Host.Control;

/// <summary>Answers the socket's requests from a session.</summary>
internal sealed class ControlService(ITradingSession session, KillCoordinator kill)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _receiptTaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _killAsked;

    /// <summary>
    /// Done once whoever asked for a kill over the socket was given its last receipt; at once when nobody did. A service that
    /// ends before would leave them with "under way".
    /// </summary>
    public Task ReceiptTaken => _killAsked ? _receiptTaken.Task : Task.CompletedTask;

    public async Task<ControlResponse> HandleAsync(ControlRequest request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_patience);
        try
        {
            return request.Command switch
            {
                ControlCommand.Kill => BeginKill(request),
                ControlCommand.KillReceipt => Receipt(),
                ControlCommand.Status => Done() with { Status = await session.StatusAsync(limit.Token).ConfigureAwait(false) },
                ControlCommand.Orders => Done() with { Orders = await session.OrdersAsync(limit.Token).ConfigureAwait(false) },
                ControlCommand.Positions => Done() with { Positions = await session.PositionsAsync(limit.Token).ConfigureAwait(false) },
                ControlCommand.Risk => Done() with { Risk = await session.RiskAsync(limit.Token).ConfigureAwait(false) },
                ControlCommand.Why => await WhyAsync(request, limit.Token).ConfigureAwait(false),
                ControlCommand.Reset => await ResetAsync(request, limit.Token).ConfigureAwait(false),
                _ => await OperateAsync(request, limit.Token).ConfigureAwait(false),
            };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ControlResponse.Failed(ExitCode.Unreachable, $"the core did not answer within {_patience.TotalSeconds:0} s");
        }
    }

    private static ControlResponse Done() => new(true, ExitCode.Done, "");

    private ControlResponse BeginKill(ControlRequest request)
    {
        _killAsked = true;
        kill.Begin(By(request), request.Reason ?? "", request.Flatten, request.Floor);
        return new ControlResponse(true, ExitCode.Done, "kill begun; the gate is closed") { Receipt = kill.Receipt };
    }

    private ControlResponse Receipt()
    {
        if (kill.Receipt is not { } receipt) return ControlResponse.Failed(ExitCode.Refused, "no kill has begun here");
        var (code, message) = receipt switch
        {
            { Verified: false } => (ExitCode.KillNotVerified, KillReceiptText.OneLine(receipt)),
            { Flatten: { Complete: false } flattened } => (ExitCode.FlattenIncomplete, "flatten " + KillReceiptText.Text(flattened)),
            _ when kill.FlattenPending => (ExitCode.FlattenIncomplete, "flatten under way"),
            _ => (ExitCode.Done, KillReceiptText.OneLine(receipt)),
        };
        if (receipt.Ended is not null && !kill.FlattenPending) _receiptTaken.TrySetResult();
        return new ControlResponse(receipt.Verified, code, message) { Receipt = receipt };
    }

    private async Task<ControlResponse> WhyAsync(ControlRequest request, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Ticker)) return ControlResponse.Failed(ExitCode.Usage, "why needs a ticker");
        var why = await session.WhyAsync(new Ticker(request.Ticker.Trim()), cancellation).ConfigureAwait(false);
        return why is null ? ControlResponse.Failed(ExitCode.Usage, $"{request.Ticker} is not a market of this session") : Done() with { Why = why };
    }

    private async Task<ControlResponse> ResetAsync(ControlRequest request, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return ControlResponse.Failed(ExitCode.Usage, "reset needs a --reason, which is kept");
        if (WhyNotReset() is { } why) return ControlResponse.Failed(ExitCode.Refused, why);
        var reply = await session.OperateAsync(new OperatorRequest.Reset(By(request), request.Reason), cancellation).ConfigureAwait(false);
        if (reply.Accepted) kill.Lift();
        return Of(reply);
    }

    private string? WhyNotReset()
    {
        try
        {
            return kill.WhyNotReset();
        }
        catch (InvalidOperationException notStarted)
        {
            return notStarted.Message;
        }
    }

    private async Task<ControlResponse> OperateAsync(ControlRequest request, CancellationToken cancellation)
    {
        var (by, reason) = (By(request), request.Reason ?? "");
        if (request.Command is ControlCommand.Enable or ControlCommand.Disable && (request.Scope is null || string.IsNullOrWhiteSpace(request.Name)))
            return ControlResponse.Failed(ExitCode.Usage, "enable and disable need what: a series, strategy or ticker, and its name");
        if (request.Command is ControlCommand.Adopt or ControlCommand.Close && string.IsNullOrWhiteSpace(request.Ticker))
            return ControlResponse.Failed(ExitCode.Usage, "adopt and close need a ticker");
        if (request.Command is ControlCommand.Close && (request.Limit is null || request.Count is { Sign: <= 0 }))
            return ControlResponse.Failed(ExitCode.Usage, "close needs a limit, and a count above zero where one is given");
        OperatorRequest operation = request.Command switch
        {
            ControlCommand.Pause => new OperatorRequest.Pause(by, reason),
            ControlCommand.Reduce => new OperatorRequest.Reduce(by, reason),
            ControlCommand.Resume => new OperatorRequest.Resume(by),
            ControlCommand.Enable => new OperatorRequest.Switch(by, request.Scope ?? SwitchScope.Ticker, request.Name!, Enabled: true),
            ControlCommand.Disable => new OperatorRequest.Switch(by, request.Scope ?? SwitchScope.Ticker, request.Name!, Enabled: false),
            ControlCommand.Adopt => new OperatorRequest.Adopt(by, new Ticker(request.Ticker!.Trim()), reason),
            ControlCommand.Close => new OperatorRequest.Close(by, new Ticker(request.Ticker!.Trim()), request.Limit!.Value, request.Count),
            _ => throw new InvalidOperationException($"{request.Command} is not an operation."),
        };
        return Of(await session.OperateAsync(operation, cancellation).ConfigureAwait(false));
    }

    private static ControlResponse Of(OperatorReply reply) => new(reply.Accepted, reply.Accepted ? ExitCode.Done : ExitCode.Refused, reply.Message);

    private static string By(ControlRequest request) => request.By.Length is > 0 and <= 100 ? request.By : "operator";
}
