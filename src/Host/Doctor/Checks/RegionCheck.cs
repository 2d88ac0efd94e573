using System.Globalization;
using KalshiArb.Host.Configuration;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>The region attestation: when it has run out the account's keys can no longer trade sports (changelog of 2026-08-16).</summary>
public sealed class RegionCheck : IDoctorCheck
{
    private const string Title = "region attestation";
    private static readonly TimeSpan _soon = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Key;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation) =>
        await context.Venue!.KeysAsync(cancellation).ConfigureAwait(false) switch
        {
            ReadOutcome<KeyListing>.Ok { Value.RegionExpiration: var end } => [Look(context.Mode, end, context.Clock())],
            _ => [CheckRow.Fail(Title, "the account's keys could not be read", "see permissions")],
        };

    /// <summary>The row for an attestation that ends then.</summary>
    public static CheckRow Look(TradingMode mode, Instant? end, Instant now)
    {
        // A paper exchange keeps market time, which is not the wall's.
        if (mode == TradingMode.Paper) return CheckRow.Skip(Title, "paper has no regions");
        if (end is not { } until)
            return mode == TradingMode.Live ? CheckRow.Warn(Title, "the venue names no end", "look in the account's settings whether the region is confirmed") : CheckRow.Ok(Title, "the venue names no end");
        var left = until - now;
        if (left <= TimeSpan.Zero) return CheckRow.Fail(Title, $"ended {Rendering.Text.DateTime(until)}", "confirm the region in the account's settings; until then sports are not traded");
        var text = $"until {Rendering.Text.DateTime(until)}, {left.TotalDays.ToString("0.0", CultureInfo.InvariantCulture)} days";
        return left < _soon ? CheckRow.Warn(Title, text, "confirm the region again in the account's settings") : CheckRow.Ok(Title, text);
    }
}
