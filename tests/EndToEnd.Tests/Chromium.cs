using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>A headless browser that opens a file and is cut off from everything else. Tests that need it are skipped by name without it.</summary>
internal static class Chromium
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Where it is; null where it is not installed.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>What the page is once it is laid out.</summary>
    public static Task<string> DomAsync(string page, string profile) => RunAsync(profile, "--dump-dom", new Uri(page).AbsoluteUri);

    /// <summary>A picture of the page; gives how many of its lines differ from the line above: a blank one has none.</summary>
    public static async Task<int> ShotAsync(string page, string profile, string picture)
    {
        await RunAsync(profile, $"--screenshot={picture}", "--window-size=1280,2400", "--hide-scrollbars", new Uri(page).AbsoluteUri);
        return DifferingLines(await File.ReadAllBytesAsync(picture));
    }

    private static async Task<string> RunAsync(string profile, params string[] args)
    {
        var start = new ProcessStartInfo(Path!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var arg in (string[])["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            // Whatever the page asks for over a network does not come.
            "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={profile}"])
            start.ArgumentList.Add(arg);
        foreach (var arg in args) start.ArgumentList.Add(arg);
        using var browser = Process.Start(start)!;
        var (output, error) = (browser.StandardOutput.ReadToEndAsync(), browser.StandardError.ReadToEndAsync());
        try
        {
            await browser.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(browser.ExitCode == 0, await error);
            return await output;
        }
        finally
        {
            if (!browser.HasExited) browser.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Lines of a PNG whose bytes are not those of the line above. Interlaced ones are not read.</summary>
    private static int DifferingLines(byte[] png)
    {
        using var data = new MemoryStream();
        var height = 0;
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var type = System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
            if (type == "IHDR") height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at + 12));
            if (type == "IDAT") data.Write(png, at + 8, length);
            at += 12 + length;
        }

        data.Position = 0;
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionMode.Decompress)) zlib.CopyTo(inflated);
        var (bytes, line) = (inflated.ToArray(), (int)(inflated.Length / height));
        var differing = 0;
        for (var y = 1; y < height; y++)
        {
            // A line that repeats the one above is 'up' with zeros, or the same bytes again.
            var own = bytes.AsSpan(y * line, line);
            var above = bytes.AsSpan((y - 1) * line, line);
            if (!own.SequenceEqual(above) && own[1..].IndexOfAnyExcept((byte)0) >= 0) differing++;
        }

        return differing;
    }
}
