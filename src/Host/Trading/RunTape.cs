using System.Diagnostics;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Host.Trading;

/// <summary>
/// The tape of a run. A disk that takes no more must not end the core in the middle of an input, with orders resting: the
/// failure is told once, nothing further is written, and whoever is told stops the run in good order.
/// </summary>
internal sealed class RunTape(TapeWriter tape, Action<string> failed) : ICoreTape, IDisposable
{
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);
    private long _flushedAt;
    private bool _finished;

    /// <summary>Why nothing more is written; null while all is well.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public void Input(Instant at, Input input)
    {
        if (_finished || Failure is not null) return;
        try
        {
            tape.Input(at, input);
        }
        catch (IOException full)
        {
            Fail(full);
        }
    }

    /// <inheritdoc/>
    public void Decision(ReadOnlySpan<byte> line)
    {
        if (_finished || Failure is not null) return;
        try
        {
            tape.Decision(line);
        }
        catch (IOException full)
        {
            Fail(full);
        }
    }

    /// <inheritdoc/>
    public void Quarantined(CoreFailure failure)
    {
        if (!_finished) Guarded(() => tape.Quarantined(failure));
    }

    /// <summary>Hands what was written to the operating system.</summary>
    public void Flush() => Guarded(tape.Flush);

    /// <summary>Hands over what was written when that was last done a second ago: a killed process loses no more.</summary>
    public void FlushNowAndThen()
    {
        if (Stopwatch.GetElapsedTime(_flushedAt) < FlushEvery) return;
        _flushedAt = Stopwatch.GetTimestamp();
        Flush();
    }

    /// <summary>Writes the footer. What a core that runs in real time still does until it is taken down is not part of the run.</summary>
    public void Finish(string decisionHash, int facts)
    {
        Guarded(() => tape.Finish(decisionHash, facts));
        _finished = true;
    }

    /// <inheritdoc/>
    public void Dispose() => Guarded(tape.Dispose);

    private void Guarded(Action write)
    {
        if (Failure is not null) return;
        try
        {
            write();
        }
        catch (IOException full)
        {
            Fail(full);
        }
    }

    private void Fail(IOException full)
    {
        Failure = "the tape cannot be written: " + full.Message;
        failed(Failure);
    }
}
