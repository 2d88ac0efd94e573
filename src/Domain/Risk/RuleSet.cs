namespace KalshiArb.Domain.Risk;

/// <summary>A set of rules, one bit a code. The default value is empty.</summary>
public readonly record struct RuleSet(ulong Bits)
{
    /// <summary>This set and one more rule.</summary>
    public RuleSet With(RefusalCode code) => new(Bits | 1UL << (int)code);

    /// <summary>Whether a rule is in the set.</summary>
    public bool Contains(RefusalCode code) => (Bits & 1UL << (int)code) != 0;
}
