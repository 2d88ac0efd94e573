using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Strategies;

/// <summary>What a strategy made of a market. In rising order of how far it came: of two sides, the further one is reported.</summary>
public enum VerdictCode
{
    /// <summary>Refused for the reason in <see cref="Verdict.Refusal"/>.</summary>
    Refused,
    /// <summary>Neither side offers the edge that an entry needs.</summary>
    NoEdge,
    /// <summary>There is an edge, but fees leave less than the least profit.</summary>
    NetProfit,
    /// <summary>There is a profit, but the market does not move that way.</summary>
    Momentum,
    /// <summary>Enter as <see cref="Verdict.Signal"/> says.</summary>
    Enter,
}

/// <summary>A strategy's verdict on one market: an entry, or why there is none. The default value must not be used.</summary>
/// <param name="Code">What it is.</param>
/// <param name="Refusal">The reason; only with <see cref="VerdictCode.Refused"/>.</param>
/// <param name="Signal">
/// The entry with <see cref="VerdictCode.Enter"/>; the quarantined evidence when <paramref name="Refusal"/> is
/// <see cref="RefusalCode.EdgeTooLarge"/>; otherwise without meaning.
/// </param>
public readonly record struct Verdict(VerdictCode Code, RefusalCode? Refusal, EntrySignal Signal)
{
    private static readonly string[] RefusalNames = [.. Enum.GetNames<RefusalCode>().Select(SnakeCase)];
    private static readonly string[] CodeNames = [.. Enum.GetNames<VerdictCode>().Select(SnakeCase)];

    /// <summary>No entry, for a reason that a limit or the state of the market gives.</summary>
    public static Verdict Refuse(RefusalCode code) => new(VerdictCode.Refused, code, default);

    /// <summary>No entry, because the market offers none.</summary>
    public static Verdict None(VerdictCode code) => new(code, null, default);

    /// <summary>An edge too good to be true, with its evidence.</summary>
    public static Verdict Quarantine(in EntrySignal signal) => new(VerdictCode.Refused, RefusalCode.EdgeTooLarge, signal);

    /// <summary>An entry.</summary>
    public static Verdict Enter(in EntrySignal signal) => new(VerdictCode.Enter, null, signal);

    /// <summary>Whether there is an entry to ask permission for.</summary>
    public bool IsEntry => Code == VerdictCode.Enter;

    /// <summary>Whether <see cref="Signal"/> holds an edge to be kept with its evidence.</summary>
    public bool IsQuarantined => Refusal == RefusalCode.EdgeTooLarge;

    /// <summary>Whether two verdicts have the same code: the decision log has a line only when it changes.</summary>
    public bool SameCodeAs(in Verdict other) => Code == other.Code && Refusal == other.Refusal;

    /// <summary>The code in SNAKE_CASE: that of the refusal, else of the verdict. Does not allocate.</summary>
    public string CodeName => Refusal is { } refusal ? RefusalNames[(int)refusal] : CodeNames[(int)Code];

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? "_" + letter : char.ToUpperInvariant(letter).ToString()));
}
