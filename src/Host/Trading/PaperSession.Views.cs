using KalshiArb.Domain.Ports;
using KalshiArb.Host.Sessions;
using KalshiArb.Kill;

namespace KalshiArb.Host.Trading;

/// <summary>Questions and requests of operators, answered on the core's thread between two inputs.</summary>
internal sealed partial class PaperSession : ITradingSide
{
    /// <summary>Raised when the core itself asks for a kill.</summary>
    public event Action<string>? KillWanted;

    public Task<OperatorReply> OperateAsync(OperatorRequest request, CancellationToken cancellation) => request is OperatorRequest.Close close
        ? OperatorCloses.CarryAsync(close, input => OnCore(() => OperatorCloses.Begin(Core, close, input, Driver.Take), cancellation), id => OnCore(() => OperatorCloses.Answer(Core, close, id), cancellation), cancellation)
        : OnCore(() => OperatorRequests.Carry(request, Core, _request.Settings.Decision, Driver.Now, Driver.Take, _request.Gate), cancellation);

    public Task<StatusView> StatusAsync(CancellationToken cancellation) => OnCore(() => Views.Status(), cancellation);

    public Task<OrdersView> OrdersAsync(CancellationToken cancellation) => OnCore(() => Views.Orders(), cancellation);

    public Task<PositionsView> PositionsAsync(CancellationToken cancellation) => OnCore(() => Views.Positions(), cancellation);

    public Task<RiskView> RiskAsync(CancellationToken cancellation) => OnCore(() => Views.Limits(), cancellation);

    public Task<WhyView?> WhyAsync(Ticker ticker, CancellationToken cancellation) => OnCore(() => Views.Why(ticker), cancellation);

    private ImmutableArray<Domain.Orders.ClientOrderId>? _inFlightAtKill;

    public ImmutableArray<InFlightSend> InFlight()
    {
        var now = Network.InFlight;
        _inFlightAtKill ??= [.. now];
        return [.. _inFlightAtKill.Value.Select(id => new InFlightSend(id, !now.Contains(id)))];
    }

    public Instant LastSend => _network?.LastSend ?? Instant.Never;

    public Quantity FilledSince(Instant since)
    {
        lock (_worldLock)
        {
            var sum = Quantity.Zero;
            foreach (var fill in World.ListAccount(0, since, World.Now, new List<Input>()).Fills) sum += fill.Count;
            return sum;
        }
    }

    private Task<T> OnCore<T>(Func<T> question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Enqueue(() =>
        {
            try
            {
                answer.TrySetResult(question());
            }
            catch (InvalidOperationException error)
            {
                answer.TrySetException(error);
            }
        });
        return answer.Task.WaitAsync(cancellation);
    }
}
