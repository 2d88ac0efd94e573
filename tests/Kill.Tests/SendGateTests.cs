using System.Diagnostics;

namespace KalshiArb.Kill.Tests;

public sealed class SendGateTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gate-").FullName;

    private string FilePath => Path.Combine(_directory, SendGate.FileName);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_new_gate_is_closed_until_the_service_opens_it()
    {
        using var gate = SendGate.OpenOrCreate(FilePath);
        Assert.False(gate.IsOpen);

        gate.Reopen();
        Assert.True(gate.IsOpen);
    }

    [Fact]
    public void A_gate_that_was_put_away_is_handed_to_the_disk_without_an_end_of_the_process()
    {
        var gate = SendGate.OpenOrCreate(FilePath);
        gate.Close();
        gate.Dispose();

        gate.Flush();

        using var next = SendGate.OpenExisting(FilePath);
        Assert.True(next!.IsKilled);
    }

    [Fact]
    public void Closing_it_through_another_mapping_closes_it_here()
    {
        using var service = SendGate.OpenOrCreate(FilePath);
        service.Reopen();

        using (var outside = SendGate.OpenExisting(FilePath)) outside!.Close();

        Assert.False(service.IsOpen);
    }

    [Fact]
    public void A_kill_stands_in_the_file_through_later_starts_until_it_is_lifted()
    {
        using (var service = SendGate.OpenOrCreate(FilePath))
        {
            service.Hold();
            Assert.False(service.IsKilled);
            service.Reopen();
            service.Close();
        }

        using (var next = SendGate.OpenOrCreate(FilePath))
        {
            next.Hold();
            Assert.True(next.IsKilled);
            Assert.False(next.IsOpen);
            next.Reopen();
        }

        using var last = SendGate.OpenOrCreate(FilePath);
        last.Hold();
        Assert.False(last.IsKilled);
        Assert.False(last.IsOpen);
    }

    [Fact]
    public void Another_process_closes_it_by_writing_the_file()
    {
        using var service = SendGate.OpenOrCreate(FilePath);
        service.Reopen();

        // dd without truncation writes into the mapped page, as any other program would.
        using var process = Process.Start(new ProcessStartInfo("dd", $"if=/dev/zero of={FilePath} bs=4 count=1 conv=notrunc status=none"))!;
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.False(service.IsOpen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(4096)]
    public void A_file_that_does_not_hold_the_word_for_open_is_a_closed_gate(int length)
    {
        File.WriteAllBytes(FilePath, Enumerable.Repeat((byte)0xA5, length).ToArray());

        using var gate = SendGate.OpenOrCreate(FilePath);

        Assert.False(gate.IsOpen);
    }

    [Fact]
    public void It_survives_a_restart_as_it_was()
    {
        using (var first = SendGate.OpenOrCreate(FilePath)) first.Reopen();
        using (var second = SendGate.OpenOrCreate(FilePath))
        {
            Assert.True(second.IsOpen);
            second.Close();
        }
        using var third = SendGate.OpenOrCreate(FilePath);

        Assert.False(third.IsOpen);
    }

    [Fact]
    public void There_is_no_gate_to_close_where_there_is_no_file() => Assert.Null(SendGate.OpenExisting(FilePath));
}
