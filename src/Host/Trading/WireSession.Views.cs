using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Ports;
using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Killing;
using KalshiArb.Kill;

namespace KalshiArb.Host.Trading;

/// <summary>Operators and the kill: what they ask, and what they are told.</summary>
internal sealed partial class WireSession : ITradingSide
{
    private ImmutableArray<ClientOrderId>? _inFlightAtKill;

    /// <summary>Raised when the core itself, or an edge, asks for a kill.</summary>
    public event Action<string>? KillWanted;

    public IKillVenue KillVenue => _dryRun?.KillVenue ?? new RestKillVenue(
        _clients.Kill, () => [.. Groups.Where(group => group.Role == OrderRole.Entry).Select(group => new EntryGroup(group.Group, group.Shard))]);

    public IKillClock KillClock => new VenueKillClock(_venue);

    public ITradingSide TradingSide => this;

    public IFlattenVenue? FlattenVenue => _dryRun is null ? new RestFlattenVenue(_clients.Kill, _request.Settings.Exchange.AccountTag, () => _venue.Now) : null;

    public Instant LastSend => _gateway?.LastSend ?? Instant.Never;

    public void BeginKill(string by, string reason)
    {
        _releaseGate.Close($"killed by {by}");
        _killed = true;
        _sink.TryPost(new KillBegun(by, reason), _venue.Now);
        _stop.TrySetResult();
    }

    public void FinishKill(KillReceipt receipt)
    {
        _sink.TryPost(new KillFinished(receipt.Verified, KillReceiptText.OneLine(receipt)), _venue.Now);
        _killFinished.TrySetResult();
    }

    public void EndKill() => _killEnded.TrySetResult();

    public Task<OperatorReply> OperateAsync(OperatorRequest request, CancellationToken cancellation) => request is OperatorRequest.Close close
        ? OperatorCloses.CarryAsync(
            close, input => OnCoreAsync(core => OperatorCloses.Begin(core, close, input, taken => core.Process(Instant.Max(_venue.Now, core.Now), taken)), cancellation),
            id => OnCoreAsync(core => OperatorCloses.Answer(core, close, id), cancellation), cancellation)
        : OnCoreAsync(
        core => OperatorRequests.Carry(request, core, _request.Settings.Decision, _venue.Now, input => core.Process(Instant.Max(_venue.Now, core.Now), input), _request.Gate), cancellation);

    public Task<StatusView> StatusAsync(CancellationToken cancellation) => OnCoreAsync(_ => Views.Status() with { Feeds = _feeds?.Rows ?? [] }, cancellation);

    public Task<OrdersView> OrdersAsync(CancellationToken cancellation) => OnCoreAsync(_ => Views.Orders(), cancellation);

    public Task<PositionsView> PositionsAsync(CancellationToken cancellation) => OnCoreAsync(_ => Views.Positions(), cancellation);

    public Task<RiskView> RiskAsync(CancellationToken cancellation) => OnCoreAsync(_ => Views.Limits(), cancellation);

    public Task<WhyView?> WhyAsync(Ticker ticker, CancellationToken cancellation) => OnCoreAsync(_ => Views.Why(ticker), cancellation);

    public ImmutableArray<InFlightSend> InFlight()
    {
        ICollection<ClientOrderId> now = _gateway?.InFlight ?? [];
        _inFlightAtKill ??= [.. now];
        return [.. _inFlightAtKill.Value.Select(id => new InFlightSend(id, !now.Contains(id)))];
    }

    public Quantity FilledSince(Instant since)
    {
        var sum = Quantity.Zero;
        foreach (var fill in FillsOf(since))
            if (fill.TradedAt >= since) sum += fill.Count;
        return sum;
    }

    private ImmutableArray<FillReported> FillsOf(Instant since)
    {
        if (_dryRun is { } paper) return paper.ListAsync(CancellationToken.None).GetAwaiter().GetResult() is AccountListed listed ? listed.Fills : [];
        return _clients.Kill.ListAllFillsAsync(since).GetAwaiter().GetResult() is Kalshi.Rest.ReadOutcome<ImmutableArray<FillReported>>.Ok { Value: var fills } ? fills : [];
    }

    private ImmutableArray<OrderGroupCreated> Groups => _gateway?.Groups ?? [];

    private CoreViews Views => _views ?? throw new InvalidOperationException("the session has not started");

    /// <summary>Asks on the core's thread between two inputs; a core that does not answer is an error, not an answer.</summary>
    private async Task<T> OnCoreAsync<T>(Func<TradingCore, T> question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = Live.TryCall(core =>
        {
            try
            {
                answer.TrySetResult(question(core));
            }
            catch (InvalidOperationException error)
            {
                answer.TrySetException(error);
            }
        });
        if (!taken) throw new InvalidOperationException("the core takes no questions: its inbox is full, or it is stopping");
        return await answer.Task.WaitAsync(AnswerWithin, cancellation).ConfigureAwait(false);
    }

    private async Task PostAsync(Input input, CancellationToken cancellation)
    {
        while (!_sink.TryPost(input, _venue.Now)) await Task.Delay(1, cancellation).ConfigureAwait(false);
    }

    /// <summary>The venue's clock as a kill's. Should it stand still, real time ends the wait.</summary>
    private sealed class VenueKillClock(IWireVenue venue) : IKillClock
    {
        public Instant Now => venue.Now;

        public void Wait(TimeSpan duration)
        {
            var until = venue.Now + duration;
            var begun = System.Diagnostics.Stopwatch.GetTimestamp();
            while (venue.Now < until && System.Diagnostics.Stopwatch.GetElapsedTime(begun) < duration) Thread.Sleep(1);
        }
    }
}
