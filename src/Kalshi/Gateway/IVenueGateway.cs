using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Gateway;

/// <summary>A gateway that also tells what is on its way, for a kill and for the end of a run. Its members may be called from any thread.</summary>
public interface IVenueGateway : IOrderGateway, IAsyncDisposable
{
    /// <summary>Creates that have left and have no answer yet.</summary>
    ICollection<ClientOrderId> InFlight { get; }

    /// <summary>When a create last left; <see cref="Instant.Never"/> before the first.</summary>
    Instant LastSend { get; }

    /// <summary>The order groups of this run.</summary>
    ImmutableArray<OrderGroupCreated> Groups { get; }

    /// <summary>A complete look at the account since its beginning, or a failure, for whoever asks; the core is told nothing of it.</summary>
    Task<Input> ListAsync(CancellationToken cancellation);
}
