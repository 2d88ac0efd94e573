namespace KalshiArb.Feeds.Scores;

/// <summary>Which of two sources is believed.</summary>
/// <param name="OnFallback">The fallback.</param>
/// <param name="BadInRow">Answers of the primary in a row that could not be used.</param>
/// <param name="GoodInRow">Answers of the primary in a row that could, since the fallback took over.</param>
public readonly record struct FailOverState(bool OnFallback, int BadInRow, int GoodInRow);

/// <summary>The pure rule of changing over: after five failures in a row to the fallback, after three good answers in a row back.</summary>
public static class FailOver
{
    /// <summary>Failures in a row after which the fallback takes over.</summary>
    public const int After = 5;

    /// <summary>Good answers in a row after which the primary takes back.</summary>
    public const int BackAfter = 3;

    /// <summary>The state after an answer of the primary, good or not.</summary>
    public static FailOverState Heard(FailOverState state, bool good)
    {
        if (state.OnFallback)
        {
            if (!good) return state with { GoodInRow = 0 };
            return state.GoodInRow + 1 >= BackAfter ? default : state with { GoodInRow = state.GoodInRow + 1 };
        }

        if (good) return default;
        return state.BadInRow + 1 >= After ? new FailOverState(true, 0, 0) : state with { BadInRow = state.BadInRow + 1 };
    }
}
