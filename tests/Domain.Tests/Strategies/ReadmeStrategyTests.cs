using System.Runtime.CompilerServices;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Domain.Tests.Strategies;

/// <summary>The strategy that the README shows is one that compiles, and does what is said of it.</summary>
public class ReadmeStrategyTests
{
    [Fact]
    public void The_readme_shows_the_file_that_is_compiled_here()
    {
        // Numbers are known everywhere in Domain, and nowhere else by themselves.
        var file = File.ReadAllText(Path.Combine(Folder(), "PatientEdge.cs")).Replace("using KalshiArb.Domain.Numbers;\n", "", StringComparison.Ordinal);
        var readme = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "README.md"));

        Assert.Contains("```csharp\n" + file + "```", readme, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.52, 40, 43, true)]
    [InlineData(0.62, 50, 53, false)]
    public void It_buys_what_is_worth_more_than_it_costs_and_never_more_than_an_even_chance(double fair, int bid, int ask, bool enters)
    {
        var table = new StrategyTable(new PatientEdge());
        var view = Views.At(fair, bid, ask);

        var verdict = table.Decide(0, in view);

        Assert.True(new StrategyTable(new SportsbookEdge()).Decide(0, in view).IsEntry);
        Assert.Equal(enters, verdict.IsEntry);
        if (enters) Assert.Equal((new StrategyId("patient-edge"), Price.FromCents(ask)), (verdict.Signal.Strategy, verdict.Signal.OwnPrice));
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
