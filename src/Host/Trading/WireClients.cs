using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Limits;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Trading;

/// <summary>
/// The two REST clients of a run: one that trades, within the account's token budgets and with the hot paths signed ahead, and
/// one for the kill, with connections and a patience of its own. Clock skew is measured from what the trading one sees.
/// </summary>
internal sealed class WireClients : IRestObserver, IDisposable
{
    private const string Root = "/trade-api/v2";
    private static readonly TimeSpan LimitPatience = TimeSpan.FromSeconds(10);

    private readonly IWireVenue _venue;
    private readonly ISessionObserver _observer;
    private readonly int _subaccount;
    private readonly ReadyHeaders _ready;
    private readonly ClockSkew _skew = new();
    private RateBudget? _budget;
    private KalshiRestClient? _trading;
    private volatile string? _skewTold;

    public WireClients(IWireVenue venue, int subaccount, ISessionObserver observer)
    {
        (_venue, _subaccount, _observer) = (venue, subaccount, observer);
        _ready = new ReadyHeaders(venue.Signer);
        Kill = new KalshiRestClient(ForKill(Options(venue.Signer)));
    }

    /// <summary>The kill's own client.</summary>
    public KalshiRestClient Kill { get; }

    /// <summary>The client that trades. Valid after <see cref="OpenAsync"/>.</summary>
    public KalshiRestClient Trading => _trading ?? throw new InvalidOperationException("the clients have not been opened");

    /// <summary>A kill's client: the procedure repeats by itself, so its requests come back soon, whatever the venue does.</summary>
    public static KalshiRestOptions ForKill(KalshiRestOptions options) => options with
    {
        MaxConnections = 8, ConnectTimeout = TimeSpan.FromSeconds(1), WriteTimeout = TimeSpan.FromSeconds(2), ReadTimeout = TimeSpan.FromSeconds(2), ReadRetries = 0,
    };

    /// <summary>Reads limits and costs and makes the trading client; throws <see cref="SessionRefusedException"/> when the venue does not say them.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        var until = Environment.TickCount64 + (long)LimitPatience.TotalMilliseconds;
        while (true)
        {
            var limits = await Kill.GetLimitsAsync(cancellation).ConfigureAwait(false);
            var costs = await Kill.GetEndpointCostsAsync(cancellation).ConfigureAwait(false);
            if (limits is ReadOutcome<AccountLimits>.Ok { Value: var known } && costs is ReadOutcome<EndpointCosts>.Ok { Value: var table })
            {
                // The buckets are the venue's, which counts in real time.
                _budget = new RateBudget(known, new CostTable(table), () => Instant.From(DateTimeOffset.UtcNow));
                break;
            }

            if (Environment.TickCount64 > until)
                throw new SessionRefusedException(ExitCode.Unreachable, $"the exchange does not tell its limits: {Reason(limits)} {Reason(costs)}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation).ConfigureAwait(false);
        }

        _ready.Prepare("POST", Root + "/portfolio/events/orders");
        _ready.Prepare("DELETE", Root + "/portfolio/events/orders");
        _trading = new KalshiRestClient(Options(_ready) with { Budget = _budget, Observer = this });
    }

    /// <summary>A group's trigger is signed ahead from now on.</summary>
    public void Prepare(OrderGroupId group) => _ready.Prepare("PUT", $"{Root}/portfolio/order_groups/{Uri.EscapeDataString(group.Value)}/trigger");

    /// <summary>Tells the budget what stands on a shard, so that entries leave enough to take it back.</summary>
    public void SetCommitments(Shard shard, int entryGroups, int workingOrders) => _budget?.SetCommitments(shard, entryGroups, workingOrders);

    /// <summary>Why no entry may leave: the venue's clock and ours are, or may be, too far apart. Null when it may.</summary>
    public string? WhyNoEntry()
    {
        var why = _skew.Estimate(_venue.Now) is not { } skew ? "no reply yet that tells the venue's time"
            : skew.MayExceed(ClockSkew.EntryLimit * _venue.Speed) ? $"the venue's clock may be {skew.Worst.TotalSeconds:0.0} s from ours"
            : null;
        if (why != _skewTold && Interlocked.Exchange(ref _skewTold, why) != why && why is not null) _observer.Report(new SessionLine.Alert(_venue.Now, "SKEW", "no entries: " + why));
        return why;
    }

    void IRestObserver.UnknownField(string type, string field) => Serilog.Log.Information("The venue's {Type} has a field that is not known: {Field}", type, field);

    void IRestObserver.Quarantined(QuarantinedRow row)
    {
        Serilog.Log.Warning("Quarantined {Row}: {Bytes}", row.ToString(), Convert.ToBase64String(row.Bytes.AsSpan()));
        _observer.Report(new SessionLine.Alert(_venue.Now, "QUARANTINE", row.ToString()));
    }

    void IRestObserver.VenueTime(Instant sentAt, Instant receivedAt, Instant venueTime, bool exact) => _skew.Add(sentAt, receivedAt, venueTime, exact);

    void IRestObserver.Replied(string method, string route, int? status, TimeSpan took)
    {
        if (status is null or >= 400) Serilog.Log.Information("{Method} {Route} ended with {Status} after {Took} ms", method, route, status, (long)took.TotalMilliseconds);
    }

    public void Dispose()
    {
        _trading?.Dispose();
        Kill.Dispose();
        _ready.Dispose();
    }

    private KalshiRestOptions Options(IRequestSigner signer) => new()
    {
        BaseUri = _venue.RestUri, Signer = signer, Clock = () => _venue.Now, Subaccount = _subaccount,
        WritesRefused = _venue.TakesOrders ? null : "dry run",
    };

    private static string Reason<T>(ReadOutcome<T> outcome) => outcome is ReadOutcome<T>.Failed failed ? failed.Reason : "";
}
