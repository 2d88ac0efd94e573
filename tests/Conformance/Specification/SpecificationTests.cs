using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.EndToEnd.Tests;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;
using Xunit.Abstractions;

namespace KalshiArb.Conformance.Tests.Specification;

/// <summary>Every request of the adapter against the venue's own specification and the official client's types.</summary>
public sealed class SpecificationTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Every_request_method_of_the_adapter_is_called() => Assert.Equal(AdapterMethods.All, AdapterCalls.All.Keys.Order(StringComparer.Ordinal));

    [SkippableFact]
    public async Task A_validating_server_accepts_every_request_of_the_adapter()
    {
        await Node.RequireAsync();
        var specification = Environment.GetEnvironmentVariable("KALSHIARB_SPEC") is { Length: > 0 } given
            ? given : Path.GetFullPath(Path.Combine(Kalshiarb.Root, "..", "shared", "reference", "openapi-3.21.0.yaml"));
        Skip.IfNot(File.Exists(specification), "there is no specification file: KALSHIARB_SPEC names one, openapi-3.21.0.yaml was not found");
        using var folder = new TemporaryFolder();
        var recorded = Path.Combine(folder.Path, "recorded.json");
        await File.WriteAllTextAsync(recorded, JsonSerializer.Serialize(await RecordAsync(specification), _json));

        var (code, printed) = await Node.RunAsync("requests.mjs", recorded, specification);

        output.WriteLine(printed);
        await Node.KeepAsync("requests.txt", printed);
        Assert.True(code == 0, printed);
        Assert.StartsWith("requests ", Node.LastLine(printed), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<Recorded>> RecordAsync(string specification)
    {
        await using var prism = await Prism.StartAsync(specification);
        await using var server = await RecordingServer.StartAsync(prism.Address);
        using var rsa = RSA.Create(2_048);
        var reading = KeyReader.FromPem("0d0c8a1f-5a4e-4c39-9d2e-6d5d0f3f9b13", rsa.ExportPkcs8PrivateKeyPem(), "the test's key");
        using var key = Assert.IsType<KeyReading.Loaded>(reading).Key;
        using var client = new KalshiRestClient(new KalshiRestOptions
        {
            BaseUri = server.Address, Signer = new RequestSigner(key, Now), Clock = Now, Subaccount = 0, ReadRetries = 0,
            // The validating server makes its examples slowly.
            WriteTimeout = TimeSpan.FromSeconds(20), ReadTimeout = TimeSpan.FromSeconds(20), MaxPages = 2,
        });
        foreach (var (name, call) in AdapterCalls.All)
        {
            server.Call = name;
            var before = server.Recorded.Count;
            await call(client);
            Assert.True(server.Recorded.Count > before, $"{name} sent nothing");
        }

        var recorded = server.Recorded;
        await ItSeesWhatIsWrongAsync(server);
        return recorded;
    }

    /// <summary>A validating server that accepts everything would prove nothing.</summary>
    private static async Task ItSeesWhatIsWrongAsync(RecordingServer server)
    {
        using var client = new HttpClient();
        using var body = new StringContent("""{"ticker":"KXNBAGAME-26OCT17BOSNYK-BOS","side":"bid","count":1,"price":"0.5200"}""", Encoding.UTF8, "application/json");
        foreach (var name in (ReadOnlySpan<string>)["KALSHI-ACCESS-KEY", "KALSHI-ACCESS-TIMESTAMP", "KALSHI-ACCESS-SIGNATURE"]) body.Headers.TryAddWithoutValidation(name, "x");
        using var answer = await client.PostAsync(new Uri(server.Address + "/portfolio/events/orders"), body);
        Assert.False(answer.IsSuccessStatusCode);
        var verdict = server.Recorded[^1];
        Assert.Contains(verdict.Violations, violation => violation.Contains("count", StringComparison.Ordinal));
        Assert.Contains(verdict.Violations, violation => violation.Contains("time_in_force", StringComparison.Ordinal));
    }

    private static Instant Now() => Instant.From(DateTimeOffset.UtcNow);
}
