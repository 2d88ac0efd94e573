using KalshiArb.EndToEnd.Tests;
using Xunit.Abstractions;

namespace KalshiArb.Conformance.Tests;

/// <summary>The official client from npm, as it comes, against the venue as a process, with a real key.</summary>
public sealed class OfficialClientTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task The_official_client_reads_and_trades_and_is_refused_as_at_the_real_venue()
    {
        await Node.RequireAsync();
        using var folder = new TemporaryFolder();
        var id = await MakeKeyAsync(folder.Path);
        await using var exchange = Kalshiarb.Start(
            "exchange", "--port", "0", "--key", $"{id}={PublicKeyIn(folder.Path)}", "--slate", "7", "--speed", "10", "--state", Path.Combine(folder.Path, "venue"));
        var address = AddressIn(await exchange.UntilAsync("http://127.0.0.1:"));

        var (code, printed) = await Node.RunAsync("conformance.mjs", [address + "/trade-api/v2", id, PrivateKeyIn(folder.Path), .. AdapterMethods.All]);

        output.WriteLine(printed);
        await Node.KeepAsync("official-client.txt", printed);
        Assert.True(code == 0, printed + exchange.Error);
        Assert.StartsWith($"endpoints {AdapterMethods.All.Count} of {AdapterMethods.All.Count}, rejections ", Node.LastLine(printed), StringComparison.Ordinal);
    }

    private static async Task<string> MakeKeyAsync(string folder)
    {
        var made = (await Kalshiarb.RunAsync("keys", "new", folder)).With(0);
        return made.Output.Split((char[])['\n', ' ', '='], StringSplitOptions.RemoveEmptyEntries).First(word => Guid.TryParse(word, out _));
    }

    private static string PublicKeyIn(string folder) => Directory.GetFiles(folder, "*.pem").Single(IsPublic);

    private static string PrivateKeyIn(string folder) => Directory.GetFiles(folder).Single(file => !IsPublic(file));

    private static bool IsPublic(string file) => File.ReadLines(file).First().Contains("PUBLIC", StringComparison.Ordinal);

    private static string AddressIn(string line)
    {
        var start = line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal);
        return new Uri(line[start..].Split([' ', ',', ';'], 2)[0]).GetLeftPart(UriPartial.Authority);
    }
}
