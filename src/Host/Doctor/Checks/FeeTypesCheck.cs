using System.Globalization;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>The fee type and multiplier of every series traded. A type that is not known cannot be quoted; one that differs from our table is worth knowing.</summary>
public sealed class FeeTypesCheck : IDoctorCheck
{
    private const string Title = "fee types";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Venue;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        var rows = ImmutableArray.CreateBuilder<CheckRow>();
        var agreeing = new List<string>();
        foreach (var series in context.TradedSeries)
        {
            var answer = await context.Venue!.SeriesAsync(series, cancellation).ConfigureAwait(false);
            if (answer is ReadOutcome<SeriesInfo>.Failed { Reason: var reason })
                rows.Add(CheckRow.Fail(Title, $"{series}: {reason}", "disable its sport: a market whose fees are not known is not quoted"));
            else if (Look(((ReadOutcome<SeriesInfo>.Ok)answer).Value, context.Series.Find(series)) is { } row)
                rows.Add(row);
            else
                agreeing.Add(series.Value);
        }
        if (agreeing.Count > 0 || rows.Count == 0) rows.Insert(0, CheckRow.Ok(Title, agreeing.Count > 0 ? $"as in data/series.csv: {string.Join(", ", agreeing)}" : "no series is traded"));
        return rows.ToImmutable();
    }

    /// <summary>The row for a series that differs from our table; null when it agrees.</summary>
    public static CheckRow? Look(SeriesInfo series, SeriesFacts? known)
    {
        if (known is null) return CheckRow.Warn(Title, $"{series.Ticker}: {Of(series.Fees)}; not in data/series.csv", "add it to the table");
        if (known.Fees == series.Fees) return null;
        var how = known.Assumed.Contains("fee_type") || known.Assumed.Contains("fee_multiplier") ? "assumed" : "observed";
        return CheckRow.Warn(Title, $"{series.Ticker}: {Of(series.Fees)} at the venue, {Of(known.Fees)} {how} in data/series.csv", "the venue's holds; correct the table, and look at the thresholds again");
    }

    private static string Of(FeeSchedule fees) => $"{fees.Type} × {(fees.MultiplierMillis / 1000m).ToString("0.###", CultureInfo.InvariantCulture)}";
}
