using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.PaperExchange.Auth;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Rest;

namespace KalshiArb.PaperExchange.Tests;

/// <summary>An answer as the client saw it.</summary>
internal sealed record Answer(int Status, string Text)
{
    public JsonElement Json { get; } = Text.Length > 0 && Text[0] == '{' ? JsonDocument.Parse(Text).RootElement.Clone() : default;

    public string At(string path) => path.Split('.').Aggregate(Json, static (element, name) => element.GetProperty(name)).ToString();

    public Answer With(int status)
    {
        Assert.True(Status == status, $"{Status}, not {status}: {Text}");
        return this;
    }
}

/// <summary>A venue on a socket, a hand-moved market clock, and a client that signs with an RSA key of its own.</summary>
internal sealed class VenueUnderTest : IAsyncDisposable
{
    public const string KeyId = "b7a0f6d5-1111-4222-8333-444455556666";

    // Making a key takes a while; all tests share one.
    private static readonly RSA _rsa = RSA.Create(2048);
    private readonly HttpClient _http;
    private readonly KeyRing _keys;
    private int _lastId;

    private VenueUnderTest(ExchangeEngine engine, ExchangeServer server, KeyRing keys, HandClock clock, List<Exception> failures)
    {
        Engine = engine;
        Server = server;
        Clock = clock;
        Failures = failures;
        _keys = keys;
        _http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(60) }, disposeHandler: true) { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public ExchangeEngine Engine { get; }

    public ExchangeServer Server { get; }

    public HandClock Clock { get; }

    public List<Exception> Failures { get; }

    public static string PublicPem => _rsa.ExportSubjectPublicKeyInfoPem();

    public static Task<VenueUnderTest> QuietAsync(UsageTier? tier = null, IRestInterceptor? interceptor = null) =>
        StartAsync(clock => new ExchangeEngine(Stage.Quiet(), 1, clock, drives: false), tier, interceptor);

    public static Task<VenueUnderTest> SlateAsync(string? state = null) =>
        StartAsync(clock => ExchangeEngine.Open(Stage.Slate(state), clock, drives: false), UsageTier.Advanced with { ReadCapacity = 100_000, WriteCapacity = 100_000 }, null);

    public static async Task<VenueUnderTest> StartAsync(Func<HandClock, ExchangeEngine> open, UsageTier? tier, IRestInterceptor? interceptor)
    {
        var clock = new HandClock();
        var engine = open(clock);
        var keys = new KeyRing();
        Assert.True(keys.TryAdd(KeyId, PublicPem, out var reason), reason);
        var failures = new List<Exception>();
        var server = await ExchangeServer.StartAsync(engine, new ServerOptions(IPAddress.Loopback, 0, keys, tier ?? UsageTier.Advanced, TimeProvider.System, failures.Add)
        {
            Interceptor = interceptor,
        });
        return new VenueUnderTest(engine, server, keys, clock, failures);
    }

    public string NewId() => "t-" + Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path, null);

    public Task<Answer> DeleteAsync(string path, string? body = null) => SendAsync("DELETE", path, body);

    public Task<Answer> PostAsync(string path, string body) => SendAsync("POST", path, body);

    public Task<Answer> PutAsync(string path, string body = "") => SendAsync("PUT", path, body);

    public Task<Answer> PublicAsync(string path) => SendAsync("GET", path, null, sign: false);

    public async Task<Answer> SendAsync(string method, string path, string? body, bool sign = true)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/trade-api/v2" + path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        // What is too large is refused before it is sent: otherwise the answer races with the end of the connection.
        if (body?.Length > 1 << 20) request.Headers.ExpectContinue = true;
        if (sign) Sign(request, "/trade-api/v2" + path);
        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static void Sign(HttpRequestMessage request, string target, TimeSpan skew = default, string key = KeyId, Func<byte[], byte[]>? signer = null)
    {
        var stamp = (DateTimeOffset.UtcNow + skew).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var text = Encoding.UTF8.GetBytes(stamp + request.Method.Method + (query < 0 ? target : target[..query]));
        var signature = signer is null ? _rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pss) : signer(text);
        request.Headers.Add("KALSHI-ACCESS-KEY", key);
        request.Headers.Add("KALSHI-ACCESS-TIMESTAMP", stamp);
        request.Headers.Add("KALSHI-ACCESS-SIGNATURE", Convert.ToBase64String(signature));
    }

    /// <summary>A create body; the tail replaces or adds fields.</summary>
    public string Create(string ticker, string side, string price, string count, string? id = null, string tif = "good_till_canceled", string tail = "") =>
        $$"""{"ticker":"{{ticker}}","client_order_id":"{{id ?? NewId()}}","side":"{{side}}","count":"{{count}}","price":"{{price}}","time_in_force":"{{tif}}","self_trade_prevention_type":"taker_at_cross"{{tail}}}""";

    public Task<Answer> OrderAsync(string ticker, string side, string price, string count, string? id = null, string tif = "good_till_canceled", string tail = "") =>
        PostAsync("/portfolio/events/orders", Create(ticker, side, price, count, id, tif, tail));

    public void HouseOrder(string ticker, OrderSide side, int cents, long contracts) => Assert.Null(Engine.Execute(Stage.House(ticker, side, cents, contracts)).Refusal);

    public void Settle(string ticker, int cents)
    {
        Engine.Execute(new DetermineMarket(new Ticker(ticker), Domain.Numbers.Price.FromCents(cents)));
        Clock.Pass(TimeSpan.FromSeconds(121));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
        Engine.Dispose();
        _keys.Dispose();
        Assert.Empty(Failures);
    }
}
