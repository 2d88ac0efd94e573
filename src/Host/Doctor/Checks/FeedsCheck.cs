using KalshiArb.Domain.Settings;
using KalshiArb.Host.Configuration;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>Whether odds and scores can be fresh: the interval at which a feed is asked must lie below the age at which it is stale.</summary>
public sealed class FeedsCheck : IDoctorCheck
{
    private const string Title = "feeds";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Nothing;

    /// <inheritdoc/>
    public Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        return Task.FromResult(Look(context.Settings.Feeds, context.Settings.Decision));
    }

    /// <summary>One failure for each age that cannot be kept; else one row.</summary>
    public static ImmutableArray<CheckRow> Look(FeedSettings feeds, DecisionSettings settings)
    {
        var rows = ImmutableArray.CreateBuilder<CheckRow>();
        Add("feeds.freshness", settings.Default.Freshness);
        foreach (var (series, own) in settings.BySeries)
            if (own.Freshness != settings.Default.Freshness) Add($"strategies.series.{series}.freshness", own.Freshness);
        return rows.Count > 0
            ? rows.ToImmutable()
            : [CheckRow.Ok(Title, $"odds every {SettingText.Write(feeds.OddsPoll)}, scores every {SettingText.Write(feeds.ScorePoll)}: within every staleness limit")];

        void Add(string path, FreshnessSettings freshness)
        {
            if (freshness.OddsSinceReceipt < feeds.OddsPoll) rows.Add(Below($"{path}.odds-since-receipt", freshness.OddsSinceReceipt, "feeds.odds-poll", feeds.OddsPoll));
            if (freshness.OddsSinceStamp < feeds.OddsPoll) rows.Add(Below($"{path}.odds-since-stamp", freshness.OddsSinceStamp, "feeds.odds-poll", feeds.OddsPoll));
            if (freshness.ScoreSinceReceipt < feeds.ScorePoll) rows.Add(Below($"{path}.score-since-receipt", freshness.ScoreSinceReceipt, "feeds.score-poll", feeds.ScorePoll));
        }
    }

    private static CheckRow Below(string limit, TimeSpan age, string poll, TimeSpan interval) =>
        CheckRow.Fail(Title, $"{limit} {SettingText.Write(age)} is below {poll} {SettingText.Write(interval)}: stale between polls", $"ask more often ({poll}) or allow a greater age ({limit})");
}
