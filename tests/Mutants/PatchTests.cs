using System.Diagnostics;

namespace KalshiArb.Mutants.Tests;

/// <summary>
/// Keeps the defects of <c>mutants.tsv</c> from rotting: each still applies to the source as it is, and each has a test. Whether that
/// test fails with it is shown by <c>tests/Mutants/run</c>, which takes longer.
/// </summary>
public sealed class PatchTests
{
    private static readonly string _root = FindRoot();
    private static readonly string _here = Path.Combine(_root, "tests", "Mutants");
    private static readonly string[][] _rows =
        [.. File.ReadAllLines(Path.Combine(_here, "mutants.tsv")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))];

    private static readonly string[] _names = [.. Directory.GetFiles(_here, "*.patch").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <summary>The patches.</summary>
    public static TheoryData<string> Patches => [.. _names];

    [Theory]
    [MemberData(nameof(Patches))]
    public async Task A_defect_still_applies_to_the_source(string name)
    {
        var patch = Path.Combine(_here, name + ".patch");
        var touched = File.ReadLines(patch).Where(line => line.StartsWith("+++ b/", StringComparison.Ordinal)).Select(line => line[6..]).ToList();

        Assert.NotEmpty(touched);
        // Defects are of the product, never of the tests that are to find them.
        Assert.All(touched, path => Assert.StartsWith("src/", path, StringComparison.Ordinal));
        Assert.Equal("", await GitAsync("apply", "--check", "--whitespace=nowarn", patch));
    }

    [Fact]
    public void Table_and_directory_name_the_same_defects()
    {
        Assert.All(_rows, row => Assert.Equal(4, row.Length));
        Assert.Equal(_names, _rows.Select(row => row[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(_rows, row => Assert.Matches("^(SEED|TER|NYC|TRK|CTL)-[a-z0-9-]+$", row[1]));
    }

    [Fact]
    public void Each_defect_of_the_table_has_a_test_that_is_there()
    {
        foreach (var row in _rows)
        {
            var test = row[3].Split('.')[^1];
            var found = Directory.EnumerateFiles(Path.Combine(_root, "tests", row[2].Replace("survive:", "", StringComparison.Ordinal)), "*.cs", SearchOption.AllDirectories).Any(path => File.ReadAllText(path).Contains($" {test}(", StringComparison.Ordinal));
            Assert.True(found, $"{row[0]}: {row[2]} has no test {test}");
        }
    }

    [Fact]
    public void The_page_on_safety_names_every_defect_with_its_catcher()
    {
        var page = File.ReadAllLines(Path.Combine(_root, "SAFETY.md"));

        Assert.Equal(
            _rows.Select(row => $"| {row[0]} | {row[2]}: {row[3]} |").Order(StringComparer.Ordinal),
            page.Where(line => _rows.Any(row => line.StartsWith($"| {row[0]} |", StringComparison.Ordinal))).Select(line => line[..(line.LastIndexOf('|', line.Length - 2) + 1)]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void There_are_at_least_24_defects_of_all_four_sources()
    {
        Assert.True(_rows.Select(row => row[0]).Distinct().Count() >= 24);
        Assert.Equal(["CTL", "NYC", "SEED", "TER", "TRK"], _rows.Select(row => row[1].Split('-')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task<string> GitAsync(params string[] args)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = _root, RedirectStandardError = true };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        using var git = Process.Start(start)!;
        var said = await git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync();
        return git.ExitCode == 0 ? "" : said;
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "KalshiArb.sln"))) return directory.FullName;
        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
