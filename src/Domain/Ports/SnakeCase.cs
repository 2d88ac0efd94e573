using System.Text;

namespace KalshiArb.Domain.Ports;

/// <summary>How names of codes stand in the decision log and on the screen: MaxMarkets → MAX_MARKETS.</summary>
public static class SnakeCase
{
    /// <summary>The name of an enum value in SNAKE_CASE.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Names<T>.Of(value);

    private static string Convert(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i])) text.Append('_');
            text.Append(char.ToUpperInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>Computed once for each type; looked up by value, never enumerated.</summary>
    private static class Names<T> where T : struct, Enum
    {
        private static readonly Dictionary<T, string> Known = Enum.GetValues<T>().ToDictionary(value => value, value => Convert(value.ToString()));

        public static string Of(T value) => Known[value];
    }
}
