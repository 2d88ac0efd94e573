using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Simulation.Sweeps;

/// <summary>A game of the tapes that settings are tried on.</summary>
/// <param name="Name">Its name in reports; games of simulated evenings carry the evening's seed.</param>
/// <param name="Start">When it began, as far as the tape shows: the first score in play, else the scheduled start, else the first quote.</param>
/// <param name="Tapes">On which tapes it is, by their place; at least one.</param>
/// <param name="HasOdds">Whether a tape holds odds of it.</param>
/// <param name="HasScores">Whether a tape holds scores of it in play.</param>
public sealed record SampleGame(string Name, Instant Start, ImmutableArray<int> Tapes, bool HasOdds, bool HasScores);
