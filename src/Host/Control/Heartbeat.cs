using System.Globalization;
using System.Text;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Control;

/// <summary>
/// The dead man's push: a small POST now and then to whoever wakes somebody when it stays out. It says the trading state, the age of
/// the last comparison with the exchange and counts; no secret, no ticker, no money. A core that does not answer pushes nothing,
/// since that is what silence is to tell. One push at a time, each bounded; one that fails is counted, and the first of a row logged.
/// </summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(5);
    private const int MaxAnswerBytes = 16 * 1024;

    private readonly ITradingSession _session;
    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _pushing;
    private long _failures;
    private bool _failing;

    private Heartbeat(ITradingSession session, Uri url, TimeSpan every)
    {
        (_session, _url) = (session, url);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = _answer, MaxResponseHeadersLength = 16 }, disposeHandler: true)
        {
            Timeout = _answer, MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        _pushing = Task.Run(() => PushAsync(every));
    }

    /// <summary>Pushes that failed so far.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Begins to push; null where no address is set.</summary>
    public static Heartbeat? Start(ITradingSession session, HeartbeatSettings settings) =>
        settings.Url is { } url ? new Heartbeat(session, url, settings.Every) : null;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _pushing.ConfigureAwait(false);
        _http.Dispose();
        _end.Dispose();
    }

    private async Task PushAsync(TimeSpan every)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            do
            {
                if (await OnceAsync().ConfigureAwait(false) is { } why) Failed(why);
                else _failing = false;
            }
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The service ends; the silence that follows is right.
        }
    }

    /// <summary>Null when it was taken, else why not. Never the answer's text, which is anybody's.</summary>
    private async Task<string?> OnceAsync()
    {
        try
        {
            var status = await _session.StatusAsync(_end.Token).WaitAsync(_answer, _end.Token).ConfigureAwait(false);
            using var body = new StringContent(Text(status), Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync(_url, body, _end.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? null : $"answered {(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException or TimeoutException or TaskCanceledException && !_end.IsCancellationRequested)
        {
            return e is TimeoutException or InvalidOperationException ? "the core did not answer" : e.GetType().Name;
        }
    }

    private static string Text(StatusView status)
    {
        var age = status.LastReconciled is { } at ? (status.At - at).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "null";
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"service":"kalshiarb","mode":"{{status.Mode}}","run":{{status.Run}},"state":"{{status.State}}","reconciledAgeSeconds":{{age}},"reconcileClean":{{(status.ReconcileClean ? "true" : "false")}},"positions":{{status.Positions}},"workingOrders":{{status.WorkingOrders}},"unknownOrders":{{status.UnknownOrders}},"inputs":{{status.Inputs}}}""");
    }

    private void Failed(string why)
    {
        Interlocked.Increment(ref _failures);
        if (!_failing) Serilog.Log.Warning("The heartbeat to {Host} failed: {Why}; further failures in a row are counted only", _url.Host, why);
        _failing = true;
    }
}
