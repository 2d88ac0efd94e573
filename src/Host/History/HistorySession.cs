using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Sessions;
using KalshiArb.Host.Trading;
using KalshiArb.Kalshi.Limits;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Host.History;

/// <summary>What a download needs.</summary>
/// <param name="Venue">Settings of the mode whose venue is asked.</param>
/// <param name="Tape">Settings for the head of the tape.</param>
/// <param name="Series">The series.</param>
/// <param name="Span">From when to when.</param>
/// <param name="OddsFiles">Odds to lay beside it; may be empty.</param>
/// <param name="Out">The tape, absolute.</param>
internal sealed record HistoryRequest(EffectiveSettings Venue, EffectiveSettings Tape, SeriesTicker Series, HistorySpan Span, ImmutableArray<string> OddsFiles, string Out);

/// <summary>What a download came to.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Read">What the venue gave.</param>
/// <param name="History">What became of it.</param>
/// <param name="Inputs">Inputs on the tape.</param>
/// <param name="Requests">What it took.</param>
internal sealed record HistoryEnd(HistoryRequest Request, HistoryRead Read, ImportedHistory History, long Inputs, RequestCount Requests);

/// <summary>Asks the venue, makes the inputs and writes the tape.</summary>
internal static class HistorySession
{
    /// <summary>Downloads; throws <see cref="SessionRefusedException"/> when there is no venue, when it does not give everything, and when there is nothing or too much.</summary>
    public static async Task<HistoryEnd> RunAsync(HistoryRequest request, HistoryLimits limits, IProgress<HistoryProgress>? progress, CancellationToken cancellation)
    {
        var reference = ImportSession.LoadReference(null);
        if (reference.Series.Find(request.Series) is null)
            throw new SessionRefusedException(ExitCode.Usage, $"{request.Series}: no facts of this series in data/series.csv; there are {string.Join(", ", reference.Series.Series.Select(one => one.Series))}");
        if (File.Exists(request.Out)) throw new SessionRefusedException(ExitCode.Usage, $"{request.Out}: there is a file of this name");
        if (request.Venue.Exchange.Hosts.Of(request.Venue.Mode) is not { } hosts)
            throw new SessionRefusedException(ExitCode.Usage, $"mode {SettingsBinder.NameOf(request.Venue.Mode)} has no venue to ask: give --mode demo or live, or name an exchange with --set exchange.hosts.paper.rest=… and stream=…");
        var polls = ImmutableArray<OddsPoll>.Empty;
        var faults = new FaultLog();
        if (request.OddsFiles.Length > 0 && !OddsFiles.TryRead(request.OddsFiles, faults, out polls, out var reason)) throw new SessionRefusedException(ExitCode.Usage, reason);

        var requests = new RequestCount();
        using var client = new KalshiRestClient(new KalshiRestOptions
        {
            BaseUri = hosts.Rest, Signer = new NoSigner(), Clock = Now, Subaccount = request.Venue.Exchange.Subaccount,
            WritesRefused = "history only reads", Observer = requests, MaxConnections = 2, ReadRetries = limits.Retries, ReadRetryDelay = limits.RetryDelay, ReadRetryMaxDelay = limits.RetryDelay * 20, Budget = Pace(limits.RequestsPerSecond),
        });
        var read = await new HistoryReader(client, requests, limits, progress, cancellation).ReadAsync(request.Series, request.Span).ConfigureAwait(false);
        if (read.Markets.IsEmpty) throw new SessionRefusedException(ExitCode.Usage, $"the venue lists no market of {request.Series} that was open from {request.Span.From} to {request.Span.To}");
        var history = KalshiHistory.Import(read.Markets, read.Series.Fees, polls, reference, ImportSession.AssumedSize);
        foreach (var fault in faults.First) history.Day.Report.Faults.Add(fault.Where, fault.Reason);
        if (history.Day.Inputs.IsEmpty)
            throw new SessionRefusedException(ExitCode.Usage, $"none of {read.Markets.Length} markets of {request.Series} can be put on a tape{(history.Quarantined is [var first, ..] ? $": {first.Ticker}: {first.Reason}" : ": none has a minute with prices")}");
        var inputs = ImportTape.Write(request.Out, history.Day.Inputs, request.Tape.Decision, history.Day.Report.Bar, cancellation);
        return new HistoryEnd(request, read, history, inputs, requests);
    }

    /// <summary>Every request is public and unsigned, so the account's own budget says nothing about them: they keep a pace of their own.</summary>
    private static RateBudget Pace(int requestsPerSecond)
    {
        // As dear as the reserve is large: when the venue was busy, the first request may leave after the time of two.
        const int cost = RateBudget.ReadReserve;
        var bucket = new BucketLimits(requestsPerSecond * cost, (requestsPerSecond + 1) * cost);
        return new RateBudget(new AccountLimits("public", bucket, bucket), new CostTable(new EndpointCosts(cost, [])), Now);
    }

    private static Instant Now() => Instant.From(DateTimeOffset.UtcNow);

    /// <summary>Everything that history asks for is public.</summary>
    private sealed class NoSigner : IRequestSigner
    {
        public SignedHeaders Sign(string method, string path) => throw new InvariantViolation($"{method} {path} needs a key, and there is none");
    }
}
