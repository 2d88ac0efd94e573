namespace KalshiArb.Domain.Settings;

/// <summary>A decision setting with two values (see <see cref="SettingsJson.Differences"/>).</summary>
/// <param name="Path">Where it stands, for instance <c>default.entry.takerThreshold</c>.</param>
/// <param name="Left">The first value as written; null where it is absent.</param>
/// <param name="Right">The second value as written; null where it is absent.</param>
public sealed record SettingDifference(string Path, string? Left, string? Right);
