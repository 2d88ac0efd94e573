namespace KalshiArb.Host.Doctor;

/// <summary>How a check ended.</summary>
public enum CheckResult
{
    /// <summary>As it should be.</summary>
    Ok,
    /// <summary>Allowed, and worth knowing.</summary>
    Warn,
    /// <summary>Not to be traded with.</summary>
    Fail,
    /// <summary>Not asked, since it does not apply or nothing can be asked.</summary>
    Skip,
}

/// <summary>One row of the doctor's table.</summary>
/// <param name="Check">What was checked.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Measured">What was measured, with its units.</param>
/// <param name="Advice">What to do; empty when there is nothing to do.</param>
public sealed record CheckRow(string Check, CheckResult Result, string Measured, string Advice)
{
    /// <summary>As it should be.</summary>
    public static CheckRow Ok(string check, string measured) => new(check, CheckResult.Ok, measured, "");

    /// <summary>Allowed, and worth knowing.</summary>
    public static CheckRow Warn(string check, string measured, string advice) => new(check, CheckResult.Warn, measured, advice);

    /// <summary>Not to be traded with.</summary>
    public static CheckRow Fail(string check, string measured, string advice) => new(check, CheckResult.Fail, measured, advice);

    /// <summary>Not asked.</summary>
    public static CheckRow Skip(string check, string why) => new(check, CheckResult.Skip, $"skipped: {why}", "");
}
