using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>An exchange in a process of its own, with a key for it: it goes on when a run is stopped or killed.</summary>
internal sealed class VenueProcess : IAsyncDisposable
{
    private readonly Kalshiarb _process;
    private readonly string _address;
    private readonly string _id;
    private readonly string _key;

    private VenueProcess(Kalshiarb process, string address, string id, string key, string state) =>
        (_process, _address, _id, _key, State) = (process, address, id, key, state);

    public string State { get; }

    /// <summary>Where it answers, without a path.</summary>
    public string Address => _address;

    /// <summary>Starts it with the slate of seed 7 in real time, or as the options say.</summary>
    public static async Task<VenueProcess> StartAsync(StateFolder folder, params string[] options)
    {
        var made = (await Kalshiarb.RunAsync("keys", "new", folder["keys"], "--type", "ed25519")).With(0);
        var process = Kalshiarb.Start(["exchange", "--state", folder["v"], "--key", made.Line("public ").Split(' ')[^1], .. options.Length > 0 ? options : ["--slate", "7"]]);
        var address = (await process.UntilAsync("exchange http")).Split(' ')[1];
        return new VenueProcess(process, address, Word(made.Line("id ")), Word(made.Line("private ")), folder["v"]);
    }

    /// <summary>What a run needs to trade on it.</summary>
    public string[] Options(string environment) =>
    [
        "--set", $"exchange.hosts.{environment}.rest={_address}/trade-api/v2",
        "--set", $"exchange.hosts.{environment}.stream={_address.Replace("http", "ws", StringComparison.Ordinal)}/trade-api/ws/v2",
        "--set", $"exchange.key-id={_id}", "--set", $"exchange.key-file={_key}",
    ];

    /// <summary>A client of the account in this process.</summary>
    public VenueClient Join() => new(new Uri(_address), (KeyReading.Loaded)KeyReader.FromFile(_id, _key));

    /// <summary>Puts a fault in.</summary>
    public async Task FaultAsync(string json)
    {
        using var http = new HttpClient();
        using var body = new StringContent(json);
        using var answer = await http.PostAsync(new Uri(_address + "/paper/faults"), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>How often a fault has struck.</summary>
    public async Task<long> StruckAsync(string kind)
    {
        using var http = new HttpClient();
        using var state = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync(new Uri(_address + "/paper/faults")));
        return state.RootElement.GetProperty("injected").GetProperty(kind).GetInt64();
    }

    /// <summary>Orders that the venue's own file shows as accepted.</summary>
    public int Accepted => VenueFile.Read(State).Count(line => line.Kind == "accepted");

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Word(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
}

/// <summary>The account of a venue process, seen and used by a test.</summary>
internal sealed class VenueClient : IDisposable
{
    private readonly ApiKey _key;

    public VenueClient(Uri address, KeyReading.Loaded key)
    {
        _key = key.Key;
        Rest = new KalshiRestClient(new KalshiRestOptions
        {
            BaseUri = new Uri(address, "/trade-api/v2"), Signer = new RequestSigner(key.Key, () => Instant.From(DateTimeOffset.UtcNow)), Clock = () => Instant.From(DateTimeOffset.UtcNow), Subaccount = 0,
        });
    }

    public KalshiRestClient Rest { get; }

    /// <summary>What rests, by the venue's listing.</summary>
    public async Task<System.Collections.Immutable.ImmutableArray<ListedOrder>> RestingAsync() =>
        Assert.IsType<ReadOutcome<System.Collections.Immutable.ImmutableArray<ListedOrder>>.Ok>(await Rest.ListAllOrdersAsync(new OrderFilter(Status: Domain.Ports.VenueOrderStatus.Resting))).Value;

    /// <summary>The venue's time, as far as listings of the account show it.</summary>
    public async Task<Instant> NowAsync() => Assert.IsType<ReadOutcome<Instant>.Ok>(await Rest.GetUserDataTimestampAsync()).Value;

    public void Dispose()
    {
        Rest.Dispose();
        _key.Dispose();
    }
}
