using System.Globalization;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>The bounds within which our clock is ahead of the venue's.</summary>
/// <param name="Least">At least this much ahead; negative when behind.</param>
/// <param name="Most">At most this much.</param>
public readonly record struct SkewBounds(TimeSpan Least, TimeSpan Most)
{
    /// <summary>
    /// From one reply: it was made between sending and receiving, and its Date header was cut to the second (RFC 9110 §6.6.1).
    /// A server that renews its Date once a second makes us look up to a second further ahead: an error on the safe side.
    /// </summary>
    public static SkewBounds Of(Instant sent, Instant received, Instant date) => new(sent - (date + TimeSpan.FromSeconds(1)), received - date);

    /// <summary>What both say; null when they contradict each other, as they do when a clock was set in between.</summary>
    public SkewBounds? And(SkewBounds other)
    {
        var both = new SkewBounds(Least > other.Least ? Least : other.Least, Most < other.Most ? Most : other.Most);
        return both.Least <= both.Most ? both : null;
    }
}

/// <summary>
/// How far our clock is from the venue's. Measured on signed replies, which no cache answers; the Date header has a grain of a
/// second, so several replies spread over one are put together. Signatures are refused beyond a few seconds; entries stop above 2.
/// </summary>
public sealed class ClockSkewCheck : IDoctorCheck
{
    private const string Title = "clock skew";
    private const int Replies = 5;
    private static readonly TimeSpan _most = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(210);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Key;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = _patience };
        SkewBounds? bounds = null;
        try
        {
            for (var i = 0; i < Replies; i++)
            {
                // Away from the rhythm of whole seconds: each reply cuts the second at another place.
                if (i > 0) await Task.Delay(_between, cancellation).ConfigureAwait(false);
                if (await AskAsync(http, context, cancellation).ConfigureAwait(false) is not { } one) return [CheckRow.Fail(Title, "replies carry no Date", "see whether a proxy stands between")];
                bounds = bounds is { } before ? before.And(one) : one;
                if (bounds is null) return [CheckRow.Fail(Title, "a clock was set while it was measured", "keep the clock with NTP (chrony, systemd-timesyncd) and try again")];
            }
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return [CheckRow.Fail(Title, $"could not be measured ({e.GetType().Name})", "see reachability")];
        }
        return [Look(bounds!.Value)];
    }

    /// <summary>The row for bounds: it fails when the skew is surely above 2 s, and warns when it may be.</summary>
    public static CheckRow Look(SkewBounds bounds)
    {
        var text = $"our clock less the venue's: {Seconds(bounds.Least)} to {Seconds(bounds.Most)} s";
        const string advice = "keep the clock with NTP (chrony, systemd-timesyncd)";
        if (bounds.Least > _most || bounds.Most < -_most) return CheckRow.Fail(Title, text, advice);
        return bounds.Most > _most || bounds.Least < -_most ? CheckRow.Warn(Title, text, $"slow replies hide whether it is above 2 s; {advice}") : CheckRow.Ok(Title, text);
    }

    private static async Task<SkewBounds?> AskAsync(HttpClient http, DoctorContext context, CancellationToken cancellation)
    {
        var venue = context.Venue!;
        var uri = new Uri(venue.BaseUri.AbsoluteUri.TrimEnd('/') + "/exchange/user_data_timestamp");
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        var headers = venue.Signer.Sign("GET", uri.AbsolutePath);
        request.Headers.Add(SignedHeaders.KeyHeader, headers.KeyId);
        request.Headers.Add(SignedHeaders.TimestampHeader, headers.TimestampMs);
        request.Headers.Add(SignedHeaders.SignatureHeader, headers.Signature);
        var sent = context.Clock();
        using var reply = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        var received = context.Clock();
        // Whatever its status: a refused signature is the permissions' matter, and its Date shows why.
        return reply.Headers.Date is { } date ? SkewBounds.Of(sent, received, Instant.From(date)) : null;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
}
