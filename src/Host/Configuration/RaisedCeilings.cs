using KalshiArb.Domain.Settings;

namespace KalshiArb.Host.Configuration;

/// <summary>What <c>--raise-ceiling</c> says: <c>order=500,exposure=10000</c>, in dollars, one of them or both, with or without a $.</summary>
internal static class RaisedCeilings
{
    /// <summary>
    /// Reads it. Refused: another name, a name twice, no amount, less than what is compiled in, and more than
    /// <see cref="HardCeilings.MostTimesRaised"/> times that.
    /// </summary>
    public static bool TryRead(IReadOnlyList<string> texts, out HardCeilings? raised, out string? problem)
    {
        (raised, problem) = (null, null);
        if (texts.Count == 0) return true;
        Money? order = null, exposure = null;
        foreach (var part in texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            var (name, amount) = part.Split('=', 2, StringSplitOptions.TrimEntries) is [var left, var right] ? (left, right) : (part, "");
            problem = name switch
            {
                "order" => Take(part, amount, HardCeilings.CompiledIn.OrderCost, HardCeilings.Highest.OrderCost, ref order),
                "exposure" => Take(part, amount, HardCeilings.CompiledIn.Exposure, HardCeilings.Highest.Exposure, ref exposure),
                _ => $"--raise-ceiling {part}: expected order=DOLLARS, exposure=DOLLARS or both with a comma between them",
            };
            if (problem is not null) return false;
        }

        raised = new HardCeilings(order ?? HardCeilings.CompiledIn.OrderCost, exposure ?? HardCeilings.CompiledIn.Exposure);
        return true;
    }

    /// <summary>What stands at the head of a run with raised ceilings.</summary>
    public static string Text(HardCeilings raised) =>
        $"ceilings RAISED by hand, for this run alone: order {Rendering.Text.Cents(raised.OrderCost)} (compiled in {Rendering.Text.Cents(HardCeilings.CompiledIn.OrderCost)}), "
        + $"exposure {Rendering.Text.Cents(raised.Exposure)} (compiled in {Rendering.Text.Cents(HardCeilings.CompiledIn.Exposure)}). Limits of the configuration still hold below them.";

    private static string? Take(string part, string amount, Money least, Money most, ref Money? into)
    {
        if (into is not null) return $"--raise-ceiling {part}: given twice";
        if (!SettingText.TryUnits(amount.TrimStart('$'), Money.MicrosPerDollar, out var micros)) return $"--raise-ceiling {part}: expected an amount in dollars, for instance order=500";
        var value = Money.FromMicros(micros);
        if (value < least) return $"--raise-ceiling {part}: a ceiling is raised, not lowered; {Rendering.Text.Cents(least)} is compiled in, and limits of the configuration may be below it";
        if (value > most) return $"--raise-ceiling {part}: at most {Rendering.Text.Cents(most)}, {HardCeilings.MostTimesRaised} times what is compiled in";
        into = value;
        return null;
    }
}
