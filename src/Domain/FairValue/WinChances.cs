namespace KalshiArb.Domain.FairValue;

/// <summary>The chances of one game. They are probabilities and sum to 1.</summary>
/// <param name="Home">Home win.</param>
/// <param name="Draw">Draw; null in games that end with a winner.</param>
/// <param name="Away">Away win.</param>
public readonly record struct WinChances(double Home, double? Draw, double Away)
{
    /// <summary>Of a game with a winner.</summary>
    public static WinChances TwoWay(double home) => new(home, null, 1 - home);

    /// <summary>The chance of an outcome; null for a draw in a game that has none.</summary>
    public double? Of(GameOutcome outcome) => outcome switch
    {
        GameOutcome.Home => Home,
        GameOutcome.Away => Away,
        _ => Draw,
    };
}
