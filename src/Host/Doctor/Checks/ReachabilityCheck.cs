using System.Diagnostics;
using System.Globalization;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>Whether the venue answers at all. When it does not, no other question is put to it.</summary>
public sealed class ReachabilityCheck : IDoctorCheck
{
    private const string Title = "reachability";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Venue;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        var venue = context.Venue!;
        var watch = Stopwatch.StartNew();
        var answer = await venue.StatusAsync(cancellation).ConfigureAwait(false);
        return answer is ReadOutcome<ExchangeStatus>.Failed { Reason: var reason }
            ? [CheckRow.Fail(Title, $"{venue.BaseUri}: {reason}", "check network, proxy and exchange.hosts; status page: status.kalshi.com")]
            : [CheckRow.Ok(Title, $"{venue.BaseUri} answered in {watch.Elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms, connection included")];
    }
}
