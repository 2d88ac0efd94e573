namespace KalshiArb.Host.Doctor.Checks;

/// <summary>The configuration. One with problems never gets as far as a context: <see cref="Broken"/> makes its report.</summary>
public sealed class ConfigurationCheck : IDoctorCheck
{
    /// <summary>Its name in the table.</summary>
    public const string Title = "configuration";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Nothing;

    /// <inheritdoc/>
    public Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation) => Task.FromResult(Look(context.Warnings));

    /// <summary>The rows of a configuration that holds, with what it warned of.</summary>
    public static ImmutableArray<CheckRow> Look(ImmutableArray<string> warnings) =>
        warnings.IsEmpty
            ? [CheckRow.Ok(Title, "valid as a whole")]
            : [.. warnings.Select(w => CheckRow.Warn(Title, w, "see kalshiarb config check"))];

    /// <summary>One failure a problem.</summary>
    public static ImmutableArray<CheckRow> Broken(IEnumerable<Configuration.SettingProblem> problems) =>
        [.. problems.Select(p => CheckRow.Fail(Title, p.Message, "correct the setting; kalshiarb config check shows what is in force"))];
}
