using KalshiArb.Actors.Execution;
using KalshiArb.Domain.Ports;
using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Stream;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Host.Trading;

/// <summary>What the stream and the venue's listings say beside inputs, and what follows from it.</summary>
internal sealed partial class WireSession : IStreamListener
{
    private const long CaptureFileBytes = 64L << 20;
    private const int CaptureFiles = 16;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookSoon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OrdersEvery = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _lookWanted = new(0, 1);
    private readonly CancellationTokenSource _watching = new();
    private readonly List<Task> _watches = [];

    public void PrivateChannelsConfirmed() => _sink.TryPost(new AccountInDoubt("the private channels are new: what happened before came on none"), _venue.Now);

    public void AccountDoubted(string reason) => _sink.TryPost(new AccountInDoubt(reason), _venue.Now);

    public void Noticed(StreamNotice notice)
    {
        if (notice is MarketCreatedNotice or MarketDetailsNotice or MarketUnreadableNotice or EventCreatedNotice or EventFeeNotice) WantLook();
    }

    public void MarketRefused(Ticker ticker, string reason) =>
        _observer.Report(new SessionLine.Alert(_venue.Now, "STREAM", $"{ticker} is not followed: {reason}"));

    public void Reported(string text)
    {
        Serilog.Log.Information("Stream: {Text}", text);
        _observer.Report(new SessionLine.Alert(_venue.Now, "STREAM", text));
    }

    private KalshiStream OpenStream()
    {
        var stream = new KalshiStream(new StreamOptions
        {
            Uri = _venue.StreamUri, Signer = _venue.Signer, Sink = _sink, Listener = this, Clock = () => _venue.Now, Subaccount = _request.Settings.Exchange.Subaccount, PrivateChannels = _venue.TakesOrders,
            // The stream's limits are of the venue's clock, which may run fast.
            CommandTimeout = TimeSpan.FromSeconds(5) * _venue.Speed, ProbeAfter = TimeSpan.FromSeconds(2) * _venue.Speed, SilenceLimit = TimeSpan.FromSeconds(5) * _venue.Speed,
            Capture = _request.CapturePath is { } path ? new FrameCapture(path, CaptureFileBytes, CaptureFiles, Reported) : null,
        });
        stream.AddMarkets(_directory!.Markets.Select(market => market.Facts.Ticker));
        stream.Start();
        _watches.Add(WatchAsync(LookForMarketsAsync));
        _watches.Add(WatchAsync(WatchHoursAsync));
        _watches.Add(WatchAsync(WatchOrdersAsync));
        return stream;
    }

    private void TellMarketsAgain()
    {
        _directory?.TellAll();
        WantLook();
    }

    private void WantLook()
    {
        try
        {
            _lookWanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // A look is wanted already.
        }
    }

    private async Task WatchAsync(Func<CancellationToken, Task> watch)
    {
        try
        {
            await Task.Run(() => watch(_watching.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_watching.IsCancellationRequested)
        {
            // The session ends.
        }
#pragma warning disable CA1031 // A watch that dies must not die unseen: what it watched is then unknown, and trading on would be blind.
        catch (Exception error)
#pragma warning restore CA1031
        {
            KillWanted?.Invoke($"a watch of the venue failed: {error.GetType().Name}: {error.Message}");
        }
    }

    private async Task LookForMarketsAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var wait = LookEvery;
            if (_directory!.NextFeeChange is { } due && (due - _venue.Now) / _venue.Speed is var left && left < wait) wait = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            await _lookWanted.WaitAsync(wait + LookSoon, cancellation).ConfigureAwait(false);
            // Notices come in flocks; and a market may not be readable at once.
            await Task.Delay(LookSoon, cancellation).ConfigureAwait(false);
            foreach (var input in await _directory.LookAsync(cancellation).ConfigureAwait(false)) await PostAsync(input, cancellation).ConfigureAwait(false);
            _stream!.AddMarkets(_directory.Markets.Select(market => market.Facts.Ticker));
        }
    }

    /// <summary>The token budget keeps back what it takes to cancel what works.</summary>
    private async Task WatchOrdersAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(OrdersEvery, cancellation).ConfigureAwait(false);
            Shard[] working;
            try
            {
                working = await OnCoreAsync(
                    core => core.Query(new OrderQuery()).Orders.Orders.Values.Where(order => !order.IsTerminal).Select(order => order.Ticket.Shard).ToArray(), cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // What is kept back stays as it was until the core answers again.
                continue;
            }

            foreach (var shard in Groups.Select(group => group.Shard).Distinct())
                _clients.SetCommitments(shard, Groups.Count(group => group.Role == OrderRole.Entry && group.Shard == shard), working.Count(one => one == shard));
        }
    }
}
