namespace KalshiArb.Host.Configuration;

/// <summary>Something wrong with the configuration.</summary>
/// <param name="Path">The setting; empty when it concerns a whole file.</param>
/// <param name="Value">What was written.</param>
/// <param name="Allowed">What would be allowed, with the range.</param>
/// <param name="Message">The whole in one line.</param>
public sealed record SettingProblem(string Path, string Value, string Allowed, string Message);

/// <summary>One effective setting.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Value">What is in force.</param>
/// <param name="Source">The file or option it came from.</param>
public sealed record EffectiveSetting(string Path, string Value, string Source);

/// <summary>The outcome of reading the configuration.</summary>
/// <param name="Settings">In force; null when there are problems.</param>
/// <param name="Problems">Every problem; with one there is no configuration.</param>
/// <param name="Warnings">What is allowed but probably not meant.</param>
/// <param name="Table">Every effective setting, in the order of its definition.</param>
public sealed record ConfigurationResult(
    EffectiveSettings? Settings, ImmutableArray<SettingProblem> Problems, ImmutableArray<string> Warnings, ImmutableArray<EffectiveSetting> Table);
