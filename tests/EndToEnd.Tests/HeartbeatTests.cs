using System.Net;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>Silence is the message: a process that is stopped or killed pushes nothing.</summary>
public sealed class HeartbeatTests
{
    [Fact]
    public async Task A_service_pushes_until_it_is_stopped_and_is_silent_after_kill_9()
    {
        using var folder = new StateFolder();
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/ping/";
        probe.Stop();
        using var server = new HttpListener();
        server.Prefixes.Add(url);
        server.Start();
        var pushes = 0;
        var serving = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    var context = await server.GetContextAsync();
                    Interlocked.Increment(ref pushes);
                    context.Response.Close();
                }
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                // The test ends.
            }
        });
        await using var run = Kalshiarb.Start("run", "--speed", "1", "--state", folder.State, "--set", $"control.heartbeat.url={url}", "--set", "control.heartbeat.every=1s");
        await run.UntilAsync(" READY ");
        await Until.SomeAsync(() => Task.FromResult(Volatile.Read(ref pushes) >= 2 ? "pushed" : null));

        await run.KillAsync();
        var pushed = Volatile.Read(ref pushes);
        // Nothing can be waited for here but time: three times as long as a push was apart.
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.Equal(pushed, Volatile.Read(ref pushes));
        server.Close();
        await serving;
    }
}
