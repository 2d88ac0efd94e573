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
    /// <summary>Why nothing more is written; null while all is well.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public void Input(Instant at, Input input)
    {
        if (Failure is not null) return;
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
        if (Failure is not null) return;
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
    public void Quarantined(CoreFailure failure) => Guarded(() => tape.Quarantined(failure));

    /// <summary>Hands what was written to the operating system.</summary>
    public void Flush() => Guarded(tape.Flush);

    /// <summary>Writes the footer.</summary>
    public void Finish(string decisionHash, int facts) => Guarded(() => tape.Finish(decisionHash, facts));

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
