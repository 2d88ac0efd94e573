using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KalshiArb.Conformance.Tests.Specification;

/// <summary>Stoplight Prism on a specification file: it answers with examples, and refuses what the file does not allow.</summary>
internal sealed class Prism : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private Prism(Process process, int port)
    {
        _process = process;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<Prism> StartAsync(string specification)
    {
        var port = FreePort();
        var process = Node.Start(
            Node.PathOf("node_modules", "@stoplight", "prism-cli", "dist", "index.js"), "mock", "--errors", "-h", "127.0.0.1", "-p", $"{port}", specification);
        var printed = new StringBuilder();
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var prism = new Prism(process, port);
        try
        {
            var first = await Task.WhenAny(listens.Task, process.WaitForExitAsync()).WaitAsync(_patience);
            if (first == listens.Task) return prism;
        }
        catch (TimeoutException)
        {
            // Said below, with what was printed.
        }

        await prism.DisposeAsync();
        lock (printed) throw new InvalidOperationException($"the validating server does not listen:{Environment.NewLine}{printed}");

        void Take(string? line)
        {
            if (line is null) return;
            lock (printed)
            {
                // It lists every route at its start and every request afterwards.
                if (printed.Length < 20_000) printed.Append(line).Append('\n');
            }

            if (line.Contains("listening on", StringComparison.Ordinal)) listens.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
