using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Risk;

/// <summary>
/// The outcomes of a game on which a holding pays, one bit each. YES of one side and NO of the other in a two-way game are
/// the same set; in a three-way game NO of one side pays on the two others.
/// </summary>
internal readonly record struct OutcomeSet(int Bits, int All)
{
    /// <summary>What buying a side of a market pays on.</summary>
    internal static OutcomeSet Of(GameOutcome yes, int outcomesInGame, OrderSide side)
    {
        var all = outcomesInGame switch
        {
            2 => 0b011,
            3 => 0b111,
            _ => throw new InvariantViolation($"a game has 2 or 3 outcomes at the venue, not {outcomesInGame}"),
        };
        var bit = 1 << (int)yes;
        InvariantViolation.Unless((bit & all) != 0, $"outcome {yes} does not exist in a game of {outcomesInGame}");
        return new OutcomeSet(side == OrderSide.Bid ? bit : all & ~bit, all);
    }

    /// <summary>Whether some outcome pays on both: the same thing held twice, and perhaps collateral that the venue credits.</summary>
    internal bool Overlaps(OutcomeSet other) => (Bits & other.Bits) != 0;

    /// <summary>Whether exactly one of the two pays, whatever happens.</summary>
    internal bool Opposes(OutcomeSet other) => Bits == (All & ~other.Bits);
}
