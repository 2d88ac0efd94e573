namespace KalshiArb.Domain.Numbers;

/// <summary>
/// Something that must always hold does not: the program is wrong, or its state is. It is never caught to go on trading;
/// it ends in Killed. What can be expected of a venue, a feed or an operator is a refusal by value instead.
/// </summary>
#pragma warning disable CA1710 // Not an exception to be handled, and not named like one.
public sealed class InvariantViolation : Exception
#pragma warning restore CA1710
{
    /// <summary>Says which invariant is broken, with the values that show it.</summary>
    public InvariantViolation(string message) : base(message)
    {
    }

    /// <summary>Throws when <paramref name="holds"/> is false.</summary>
    public static void Unless(bool holds, string message)
    {
        if (!holds) throw new InvariantViolation(message);
    }
}
