using System.Net;
using System.Text.Json;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Control;

namespace KalshiArb.Host.Tests;

/// <summary>The push that somebody misses when it stays out, to a real server on this machine.</summary>
public sealed class HeartbeatTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpListener _server = new();
    private readonly Uri _url;

    public HeartbeatTests()
    {
        // A port that was free a moment ago.
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        _url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/ping/");
        probe.Stop();
        _server.Prefixes.Add(_url.AbsoluteUri);
        _server.Start();
    }

    public void Dispose() => _server.Close();

    [Fact]
    public async Task It_tells_state_age_and_counts_and_goes_on_after_a_push_that_failed()
    {
        var session = new ServiceTests.StubSession { Answers = true };
        await using var heartbeat = Heartbeat.Start(session, new HeartbeatSettings(_url, TimeSpan.FromMilliseconds(50)))!;

        await AnswerAsync(503);
        await AnswerAsync(500);
        var text = await AnswerAsync(200);
        await AnswerAsync(200);

        using var json = JsonDocument.Parse(text);
        Assert.Equal("Running", json.RootElement.GetProperty("state").GetString());
        Assert.Equal(5.0, json.RootElement.GetProperty("reconciledAgeSeconds").GetDouble());
        Assert.Equal((2, 4, 1), (json.RootElement.GetProperty("positions").GetInt32(), json.RootElement.GetProperty("workingOrders").GetInt32(), json.RootElement.GetProperty("unknownOrders").GetInt32()));
        Assert.DoesNotContain("977", text, StringComparison.Ordinal);
        Assert.Equal(2, heartbeat.Failures);
    }

    [Fact]
    public async Task A_core_that_does_not_answer_pushes_nothing()
    {
        var session = new ServiceTests.StubSession();
        await using var heartbeat = Heartbeat.Start(session, new HeartbeatSettings(_url, TimeSpan.FromMilliseconds(20)))!;
        var pushed = _server.GetContextAsync();

        while (heartbeat.Failures < 3) await Task.Delay(5).WaitAsync(Patience);

        Assert.False(pushed.IsCompleted);
        session.Answers = true;
        (await pushed.WaitAsync(Patience)).Response.Close();
    }

    [Fact]
    public void Without_an_address_there_is_none() => Assert.Null(Heartbeat.Start(new ServiceTests.StubSession(), new HeartbeatSettings(null, TimeSpan.FromSeconds(30))));

    [Theory]
    [InlineData("", true)]
    [InlineData("https://example.com/ping/1", true)]
    [InlineData("http://127.0.0.1:8080/x", true)]
    [InlineData("http://example.com/ping", false)]
    [InlineData("https://me:secret@example.com/", false)]
    [InlineData("ftp://127.0.0.1/", false)]
    [InlineData("not an address", false)]
    public void It_goes_encrypted_or_to_this_machine_alone(string url, bool allowed) => Assert.Equal(allowed, HostRules.IsHeartbeat(url));

    private async Task<string> AnswerAsync(int status)
    {
        var context = await _server.GetContextAsync().WaitAsync(Patience);
        using var reader = new StreamReader(context.Request.InputStream);
        var text = await reader.ReadToEndAsync();
        context.Response.StatusCode = status;
        context.Response.Close();
        return text;
    }
}
