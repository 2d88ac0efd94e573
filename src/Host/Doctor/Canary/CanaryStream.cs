using System.Collections.Concurrent;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Stream;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Host.Doctor.Canary;

/// <summary>Listens to the private channels for the canary's own orders.</summary>
internal sealed class CanaryStream : IInputSink, IStreamListener, IAsyncDisposable
{
    private const int MaxOrders = 10_000;

    private readonly ConcurrentDictionary<ClientOrderId, VenueOrder> _orders = new();
    private readonly KalshiStream _stream;
    private volatile string _last = "nothing was heard";

    public CanaryStream(VenueAnswers venue, int subaccount, Func<Instant> clock)
    {
        _stream = new KalshiStream(new StreamOptions { Uri = venue.StreamUri, Signer = venue.Signer, Sink = this, Listener = this, Clock = clock, Subaccount = subaccount });
        _stream.Start();
    }

    /// <summary>What it last reported of itself.</summary>
    public string Last => _last;

    /// <summary>Whether the private channels are confirmed.</summary>
    public bool IsConfirmed => _stream.Status.PrivateConfirmed;

    /// <summary>Whether a frame showed this order in that status.</summary>
    public bool Saw(ClientOrderId order, VenueOrderStatus status) => _orders.TryGetValue(order, out var state) && state.Status == status;

    /// <inheritdoc/>
    public bool TryPost(Input input, Instant receivedAt)
    {
        if (input is OrderReported { State: var state } && _orders.Count < MaxOrders) _orders[state.Order] = state;
        return true;
    }

    /// <inheritdoc/>
    public void PrivateChannelsConfirmed()
    {
    }

    /// <inheritdoc/>
    public void AccountDoubted(string reason) => _last = reason;

    /// <inheritdoc/>
    public void Noticed(StreamNotice notice)
    {
    }

    /// <inheritdoc/>
    public void MarketRefused(Ticker ticker, string reason)
    {
    }

    /// <inheritdoc/>
    public void Reported(string text) => _last = text;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
