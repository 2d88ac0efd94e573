using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Stream;

namespace KalshiArb.Kalshi.Tests.Stream;

public sealed class FrameCaptureTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "capture-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task Frames_are_kept_with_their_time_for_their_owner_alone()
    {
        await using (var capture = new FrameCapture(_folder, 1 << 20, 2, Fail))
        {
            Assert.True(capture.TryWrite("{\"a\":\n1}\n"u8, Instant.FromUnixMicros(7)));
            Assert.True(capture.TryWrite("{}"u8, Instant.FromUnixMicros(8)));
        }

        var file = Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal(["{\"received_us\":7,\"frame\":{\"a\": 1}}", "{\"received_us\":8,\"frame\":{}}"], await File.ReadAllLinesAsync(file));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Files_are_bounded_in_size_and_number()
    {
        await using (var capture = new FrameCapture(_folder, 100, 3, Fail))
        {
            for (var i = 0; i < 50; i++) capture.TryWrite(Encoding.UTF8.GetBytes($"{{\"number\":{i},\"padding\":\"{new string('x', 40)}\"}}"), Instant.FromUnixMicros(i / 10));
        }

        var files = Directory.GetFiles(_folder).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, files.Count);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 250));
        var last = File.ReadLines(files[^1]).Last();
        Assert.Equal(49, JsonDocument.Parse(last).RootElement.GetProperty("frame").GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task A_failing_disk_ends_the_capture_with_one_report()
    {
        await File.WriteAllTextAsync(_folder + ".file", "in the way");
        var reports = new ConcurrentQueue<string>();
        try
        {
            await using var capture = new FrameCapture(Path.Combine(_folder + ".file", "sub"), 100, 3, reports.Enqueue);
            capture.TryWrite("{}"u8, Instant.FromUnixMicros(1));
            await StreamHarness.Until(() => capture.HasFailed, "failure");
            Assert.False(capture.TryWrite("{}"u8, Instant.FromUnixMicros(2)));
            Assert.Equal(1, capture.Lost);
        }
        finally
        {
            File.Delete(_folder + ".file");
        }

        Assert.Single(reports);
    }

    private static void Fail(string report) => Assert.Fail(report);
}
