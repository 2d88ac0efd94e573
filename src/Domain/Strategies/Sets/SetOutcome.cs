using System.Globalization;
using KalshiArb.Domain.Games;

namespace KalshiArb.Domain.Strategies.Sets;

/// <summary>What is bought in every market of an event.</summary>
public enum SetKind
{
    /// <summary>YES of all: pays $1 when one of them happens. Needs an event in which one always does.</summary>
    AllYes,
    /// <summary>NO of all: pays $1 for each but the one that happens. Needs an event in which at most one does.</summary>
    AllNo,
}

/// <summary>How an event can end.</summary>
public enum SetOutcomeKind
{
    /// <summary>One market's outcome happens.</summary>
    Winner,
    /// <summary>None does; not where the event is exhaustive.</summary>
    NoWinner,
    /// <summary>A tie that has no market of its own: $0.50 for either side of a two-way game. A whole set is paid what it is by a winner.</summary>
    Split,
    /// <summary>The game is not played: each market is settled at a fair price.</summary>
    Void,
}

/// <summary>One way in which an event can end.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Winner">The place of the market that wins; 0 without a winner.</param>
public readonly record struct SetOutcome(SetOutcomeKind Kind, int Winner)
{
    private const int TwoWay = 2;
    private const int UnitsPerCent = Price.UnitsPerDollar / 100;

    /// <summary>Every way in which an event of so many markets can end, in a fixed order.</summary>
    public static ImmutableArray<SetOutcome> All(SetFacts facts, int markets)
    {
        var outcomes = ImmutableArray.CreateBuilder<SetOutcome>(markets + 3);
        for (var i = 0; i < markets; i++) outcomes.Add(new SetOutcome(SetOutcomeKind.Winner, i));
        if (!facts.Exhaustive) outcomes.Add(new SetOutcome(SetOutcomeKind.NoWinner, 0));
        if (markets == TwoWay) outcomes.Add(new SetOutcome(SetOutcomeKind.Split, 0));
        outcomes.Add(new SetOutcome(SetOutcomeKind.Void, 0));
        return outcomes.ToImmutable();
    }

    /// <summary>
    /// What one contract of one leg pays. A fair price that is no whole cent is rounded against the holder, since nothing says how
    /// the venue rounds it.
    /// </summary>
    /// <param name="kind">What is held.</param>
    /// <param name="market">The place of its market.</param>
    /// <param name="fairYes">What the market's YES is worth, 0..1: the price of a void.</param>
    /// <returns>Null when <paramref name="fairYes"/> is no probability and the price of a void is asked for.</returns>
    public Price? Pays(SetKind kind, int market, double fairYes) => Kind switch
    {
        SetOutcomeKind.Winner => market == Winner == (kind == SetKind.AllYes) ? Price.One : Price.Zero,
        SetOutcomeKind.NoWinner => kind == SetKind.AllYes ? Price.Zero : Price.One,
        SetOutcomeKind.Split => Price.FromUnits(Price.UnitsPerDollar / TwoWay),
        SetOutcomeKind.Void => PriceRounding.ToFinest(kind == SetKind.AllYes ? fairYes : 1 - fairYes, RoundingDirection.Down) is { } worth
            ? Price.FromUnits(worth.Units / UnitsPerCent * UnitsPerCent)
            : null,
        _ => throw new InvariantViolation($"set: no outcome {Kind}"),
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        SetOutcomeKind.Winner => "winner_" + Winner.ToString(CultureInfo.InvariantCulture),
        SetOutcomeKind.NoWinner => "no_winner",
        SetOutcomeKind.Split => "split",
        _ => "void",
    };
}
