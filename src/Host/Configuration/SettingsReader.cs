using System.Globalization;

namespace KalshiArb.Host.Configuration;

/// <summary>
/// Takes settings from merged leaves by path, type and range. A problem is kept and a harmless value returned, so that one
/// pass finds every problem; the caller discards the result when there is any. What is read is known; the rest is unknown.
/// </summary>
internal sealed class SettingsReader(IReadOnlyDictionary<string, HoconLeaf> leaves)
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<EffectiveSetting> _table = [];

    /// <summary>Every problem so far.</summary>
    public List<SettingProblem> Problems { get; } = [];

    /// <summary>Every setting read so far.</summary>
    public IReadOnlyList<EffectiveSetting> Table => _table;

    /// <summary>Every path that has been asked for.</summary>
    public IReadOnlyCollection<string> Known => _known;

    public PriceOffset Cents(SettingPath path, int minCents, int maxCents) =>
        Read<PriceOffset>(path, $"{Dollars(minCents)} to {Dollars(maxCents)} dollars in steps of 0.0001",
            text => SettingText.TryUnits(text, Domain.Numbers.Price.UnitsPerDollar, out var units) && units >= minCents * 100L && units <= maxCents * 100L ? PriceOffset.FromUnits((int)units) : null,
            value => SettingText.Write(value.Units, Domain.Numbers.Price.UnitsPerDollar));

    public Price Price(SettingPath path, int minCents, int maxCents) =>
        Read<Domain.Numbers.Price>(path, $"{Dollars(minCents)} to {Dollars(maxCents)} dollars in steps of 0.0001",
            text => SettingText.TryUnits(text, Domain.Numbers.Price.UnitsPerDollar, out var units) && units >= minCents * 100L && units <= maxCents * 100L ? Domain.Numbers.Price.FromUnits((int)units) : null,
            value => SettingText.Write(value.Units, Domain.Numbers.Price.UnitsPerDollar));

    public Money Money(SettingPath path, string min, string max)
    {
        var (low, high) = (MoneyOf(min), MoneyOf(max));
        return Read<Domain.Numbers.Money>(path, $"{min} to {max} dollars",
            text => SettingText.TryUnits(text, Domain.Numbers.Money.MicrosPerDollar, out var micros) && micros >= low && micros <= high ? Domain.Numbers.Money.FromMicros(micros) : null,
            value => SettingText.Write(value.Micros, Domain.Numbers.Money.MicrosPerDollar));
    }

    public Quantity Contracts(SettingPath path, int min, int max) =>
        Read<Quantity>(path, $"{min} to {max} contracts in steps of 0.01",
            text => SettingText.TryUnits(text, Quantity.HundredthsPerContract, out var units) && units >= min * 100L && units <= max * 100L ? Quantity.FromHundredths(units) : null,
            value => SettingText.Write(value.Hundredths, Quantity.HundredthsPerContract));

    public TimeSpan Duration(SettingPath path, string min, string max)
    {
        if (!SettingText.TryDuration(min, out var low) || !SettingText.TryDuration(max, out var high)) throw new ArgumentException($"The range of {path.Own} is not a duration.");
        return Read<TimeSpan>(path, $"{min} to {max} with its unit (us, ms, s, m, h)",
            text => SettingText.TryDuration(text, out var value) && value >= low && value <= high ? value : null,
            SettingText.Write);
    }

    public int Int(SettingPath path, int min, int max) => (int)Long(path, min, max);

    public long Long(SettingPath path, long min, long max) =>
        Read<long>(path, $"a whole number from {Text(min)} to {Text(max)}",
            text => long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? value : null,
            Text);

    public double Number(SettingPath path, double min, double max) =>
        Read<double>(path, $"{Text(min)} to {Text(max)}",
            text => SettingText.TryNumber(text, out var value) && value >= min && value <= max ? value : null,
            Text);

    public bool Switch(SettingPath path) =>
        Read<bool>(path, "on or off", text => SettingText.TrySwitch(text, out var value) ? value : null, value => value ? "on" : "off");

    public string Word(SettingPath path, string allowed, Func<string, bool> isValid) =>
        Read<TextValue>(path, allowed, text => isValid(text.Trim()) ? new TextValue(text.Trim()) : null, value => value.Text).Text ?? "";

    /// <summary>A word of a fixed list; returns its place in it.</summary>
    public int Choice(SettingPath path, params ReadOnlySpan<string> words)
    {
        var list = words.ToArray();
        return Read<int>(path, "one of " + string.Join(", ", list), text => Array.IndexOf(list, text.Trim()) is >= 0 and var index ? (int?)index : null, index => list[index]);
    }

    /// <summary>A problem between settings.</summary>
    public void Fail(string path, string value, string allowed) => Problems.Add(new SettingProblem(path, value, allowed, $"{path} = {value}: {allowed}"));

    private T Read<T>(SettingPath path, string allowed, Func<string, T?> parse, Func<T, string> write) where T : struct
    {
        _known.Add(path.Own);
        var leaf = leaves.GetValueOrDefault(path.Own) ?? (path.Fallback is { } fallback ? leaves.GetValueOrDefault(fallback) : null);
        if (leaf is null)
        {
            Problems.Add(new SettingProblem(path.Own, "", allowed, $"{path.Own} is missing; allowed: {allowed}"));
            return default;
        }
        if (!leaf.IsList && parse(leaf.Values[0]) is { } value)
        {
            if (leaf.Path == path.Own) _table.Add(new EffectiveSetting(path.Own, write(value), leaf.Source));
            return value;
        }
        var written = SecretText.Mask(leaf.IsList ? "[" + string.Join(", ", leaf.Values) + "]" : leaf.Values[0]);
        // A fallback's own problem is reported where it stands.
        if (leaf.Path == path.Own) Problems.Add(new SettingProblem(path.Own, written, allowed, $"{path.Own} = {written} ({SecretText.Mask(leaf.Source)}): allowed is {allowed}"));
        return default;
    }

    private static string Dollars(int cents) => SettingText.Write(cents, 100);

    private static long MoneyOf(string text) =>
        SettingText.TryUnits(text, Domain.Numbers.Money.MicrosPerDollar, out var micros) ? micros : throw new ArgumentException($"'{text}' is no amount.");

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private readonly record struct TextValue(string Text);
}

/// <summary>Where a setting stands, and where its value is taken from when it does not stand there.</summary>
internal readonly record struct SettingPath(string Own, string? Fallback = null)
{
    public static implicit operator SettingPath(string path) => new(path);
}
