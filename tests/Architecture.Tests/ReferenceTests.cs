using System.Reflection;
using NetArchTest.Rules;

namespace KalshiArb.Architecture.Tests;

/// <summary>Which project may use which: the table of docs/architecture.md, held on the built assemblies.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] _own = ["Domain", "Exchange", "Actors", "Kalshi", "Feeds", "Kill", "Simulation", "PaperExchange", "kalshiarb"];

    [Theory]
    [InlineData("Domain", "")]
    [InlineData("Exchange", "Domain")]
    [InlineData("Actors", "Domain")]
    [InlineData("Kalshi", "Domain Kill")]
    [InlineData("Feeds", "Domain")]
    [InlineData("Kill", "Domain")]
    [InlineData("PaperExchange", "Domain Exchange")]
    [InlineData("Simulation", "Actors Domain Exchange Feeds Kalshi Kill")]
    public void A_project_uses_no_other_of_ours_than_it_may(string project, string allowed)
    {
        var used = References(project).Where(r => _own.Contains(Short(r), StringComparer.Ordinal)).Select(Short);

        Assert.Empty(used.Except(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Exchange")]
    [InlineData("Kill")]
    public void A_pure_project_uses_nothing_but_the_base_library(string project) =>
        Assert.DoesNotContain(References(project), r => !r.StartsWith("System.", StringComparison.Ordinal) && !_own.Contains(Short(r), StringComparer.Ordinal));

    [Fact]
    public void The_core_cannot_see_the_venue_it_trades_on() =>
        Assert.True(Types.InAssembly(Load("Actors")).ShouldNot().HaveDependencyOnAny("KalshiArb.Exchange", "KalshiArb.Kalshi", "KalshiArb.Feeds", "KalshiArb.Simulation", "KalshiArb.Host", "KalshiArb.Kill").GetResult().IsSuccessful);

    [Theory]
    [InlineData("Domain")]
    [InlineData("Exchange")]
    public void A_pure_project_touches_no_network_thread_or_file(string project)
    {
        var result = Types.InAssembly(Load(project)).ShouldNot().HaveDependencyOnAny("System.Net", "System.Threading.Tasks", "System.Threading.Thread", "System.IO.File", "System.Random", "System.Diagnostics.Stopwatch").GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void The_kill_path_knows_no_profit_journal_or_log() =>
        Assert.True(Types.InAssembly(Load("Kill")).ShouldNot().HaveDependencyOnAny("KalshiArb.Domain.Positions", "KalshiArb.Domain.Journal", "Serilog", "Microsoft.Extensions", "Akka", "Spectre").GetResult().IsSuccessful);

    [Theory]
    [InlineData("Domain", "Numbers", "Markets Books FairValue Strategies Risk Orders Positions Ports Journal Settings Games Fees")]
    public void Numbers_know_nothing_of_what_is_counted(string project, string folder, string others)
    {
        var result = Types.InAssembly(Load(project)).That().ResideInNamespace($"KalshiArb.{project}.{folder}")
            .ShouldNot().HaveDependencyOnAny(others.Split(' ').Select(o => $"KalshiArb.{project}.{o}").ToArray()).GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    private static IEnumerable<string> References(string project) => Load(project).GetReferencedAssemblies().Select(a => a.Name!);

    private static Assembly Load(string project) => Assembly.Load(project == "kalshiarb" ? project : $"KalshiArb.{project}");

    private static string Short(string assembly) => assembly.StartsWith("KalshiArb.", StringComparison.Ordinal) ? assembly["KalshiArb.".Length..] : assembly;
}
