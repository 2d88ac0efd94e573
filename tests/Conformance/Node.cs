using System.Diagnostics;
using System.Text;
using KalshiArb.EndToEnd.Tests;

namespace KalshiArb.Conformance.Tests;

/// <summary>Runs the scripts of this folder. They need Node and the packages of package.json; a test without them is skipped by name.</summary>
internal static class Node
{
    private const int OldestVersion = 18;

    /// <summary>The folder of the scripts.</summary>
    public static string Folder { get; } = Path.Combine(Kalshiarb.Root, "tests", "Conformance");

    /// <summary>A file below the folder.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Skips the test where it cannot run.</summary>
    public static async Task RequireAsync()
    {
        var version = await VersionAsync();
        Skip.If(version is null, "node is not installed");
        Skip.If(version < OldestVersion, $"node {version} is installed, and {OldestVersion} is needed");
        foreach (var package in (ReadOnlySpan<string>)["kalshi-typescript", "@stoplight/prism-cli", "ajv", "ts-json-schema-generator", "js-yaml"])
            Skip.IfNot(File.Exists(PathOf("node_modules", package, "package.json")), "npm packages are not installed: run npm ci in tests/Conformance");
    }

    /// <summary>Starts a script with its output caught.</summary>
    public static Process Start(string script, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder, UseShellExecute = false,
        };
        foreach (var arg in args.Prepend(script)) start.ArgumentList.Add(arg);
        // Loopback is reached directly.
        foreach (var name in (ReadOnlySpan<string>)["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NODE_OPTIONS"]) start.Environment.Remove(name);
        start.Environment["NO_COLOR"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException("node did not start");
    }

    /// <summary>Runs a script to its end: what it printed, and how it ended.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string script, params IEnumerable<string> args)
    {
        using var process = Start(script, args);
        var printed = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
            await process.WaitForExitAsync(patience.Token);
            lock (printed) return (process.ExitCode, printed.ToString());
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        void Append(string? line)
        {
            lock (printed)
            {
                if (line is not null) printed.Append(line).Append('\n');
            }
        }
    }

    /// <summary>Keeps what a script printed where a reader of a whole run finds it: a passed test is silent.</summary>
    public static async Task KeepAsync(string name, string printed)
    {
        Directory.CreateDirectory(PathOf("TestResults"));
        await File.WriteAllTextAsync(PathOf("TestResults", name), printed);
    }

    /// <summary>The last line that is not empty.</summary>
    public static string LastLine(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];

    private static async Task<int?> VersionAsync()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return int.TryParse(text.TrimStart('v').Split('.')[0], out var major) ? major : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
