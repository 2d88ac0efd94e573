using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>
/// One process of the built program. Its lines are collected as they come; whoever waits, waits for a condition and not for
/// longer than a limit. Whatever happens, disposing ends the process.
/// </summary>
internal sealed class Kalshiarb : IAsyncDisposable
{
    /// <summary>Longer than any step takes on a busy machine; a step that takes longer hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Lock _guard = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _errorEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentBag<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];

    private Kalshiarb(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data, _output, _outputEnded);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, _error, _errorEnded);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program beside the tests.</summary>
    public static string Dll { get; } = Path.Combine(AppContext.BaseDirectory, "kalshiarb.dll");

    /// <summary>The runtime that runs the tests.</summary>
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output { get { lock (_guard) return _output.ToString(); } }

    public string Error { get { lock (_guard) return _error.ToString(); } }

    /// <summary>Starts the program.</summary>
    public static Kalshiarb Start(params IEnumerable<string> args) => StartIn([Dotnet, Dll], args);

    /// <summary>Starts the program behind another command.</summary>
    public static Kalshiarb StartIn(IReadOnlyList<string> command, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Root, UseShellExecute = false,
        };
        foreach (var arg in command.Skip(1).Concat(args)) start.ArgumentList.Add(arg);
        // Ten times as fast, a tenth of a second on a busy machine is a slow answer of the exchange.
        if (start.ArgumentList.Contains("--wire")) foreach (var arg in (string[])["--set", "risk.breakers.max-ack-latency=60s"]) start.ArgumentList.Add(arg);
        start.Environment["NO_COLOR"] = "1";
        // Several of these run on few cores at once: none may take all of them to compile itself.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        return new Kalshiarb(start);
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<Ended> RunAsync(params string[] args)
    {
        await using var one = Start(args);
        return await one.EndAsync();
    }

    /// <summary>Waits for the program's end; on a time-out the test fails with what was printed.</summary>
    public async Task<Ended> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
            await Task.WhenAll(_outputEnded.Task, _errorEnded.Task).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the program did not end within {Patience.TotalSeconds:0} s; it printed{Environment.NewLine}{Output}{Error}");
        }

        return new Ended(_process.ExitCode, Output, Error);
    }

    /// <summary>Waits for a line of output.</summary>
    public async Task<string> UntilAsync(string text)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_guard)
        {
            foreach (var line in _output.ToString().Split('\n'))
                if (line.Contains(text, StringComparison.Ordinal)) return line;
            _waiting.Add((line => line.Contains(text, StringComparison.Ordinal), found));
        }

        await Task.WhenAny(found.Task, _outputEnded.Task).WaitAsync(Patience);
        // Where the line and the end of the output came together, either may be named first: the line is what counts.
        if (found.Task.IsCompleted) return await found.Task;
        await _process.WaitForExitAsync().WaitAsync(Patience);
        throw new InvalidOperationException($"the program ended with {_process.ExitCode} before it printed '{text}':{Environment.NewLine}{Output}{Error}");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>kill -9 without a wait; may be called from any thread.</summary>
    public void KillNow() => _process.Kill();

    /// <summary>Sends a signal.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private void Take(string? line, StringBuilder into, TaskCompletionSource ended)
    {
        if (line is null)
        {
            ended.TrySetResult();
            return;
        }

        lock (_guard) into.Append(line).Append('\n');
        if (into != _output) return;
        foreach (var (wanted, found) in _waiting)
            if (wanted(line)) found.TrySetResult(line);
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "KalshiArb.sln"))) return directory.FullName;
        throw new InvalidOperationException("The tests run outside the repository.");
    }
}

/// <summary>How a process ended.</summary>
internal sealed record Ended(int Code, string Output, string Error)
{
    /// <summary>The decision hash; it stands on the line that begins with its name.</summary>
    public string Hash => Line("decision hash ")["decision hash ".Length..];

    /// <summary>The first line that begins so; fails with all output when there is none.</summary>
    public string Line(string beginning) =>
        Output.Split('\n').FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"no line begins with '{beginning}':{Environment.NewLine}{Output}{Error}");

    /// <summary>Fails with all output unless the program ended so.</summary>
    public Ended With(int code)
    {
        Assert.True(Code == code, $"ended with {Code}, not {code}:{Environment.NewLine}{(Output.Length > 6000 ? Output[^6000..] : Output)}{Error}");
        return this;
    }
}
