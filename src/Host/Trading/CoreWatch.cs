using KalshiArb.Actors.Sequencing;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>Shows failures of the core to the operator and keeps them in the log.</summary>
/// <param name="observer">The operator's console.</param>
/// <param name="mustKill">Begins a kill.</param>
/// <param name="rebuilt">
/// Called after a failure: the input that it struck is not given again, and may have told what nobody tells twice. Must not block.
/// </param>
internal sealed class CoreWatch(ISessionObserver? observer, Action<string> mustKill, Action? rebuilt = null) : ICoreObserver
{
    /// <inheritdoc/>
    public void Failed(CoreFailure failure)
    {
        Serilog.Log.Error("Input {Input} was quarantined, the core was rebuilt: {Reason}", failure.Input, failure.Reason);
        observer?.Report(new SessionLine.Alert(failure.At, "CORE", $"input {failure.Input} quarantined, core rebuilt: {failure.Reason}"));
        rebuilt?.Invoke();
    }

    /// <inheritdoc/>
    public void MustKill(string reason) => mustKill(reason);

    /// <inheritdoc/>
    public void NotShown(Instant at, Exception thrown)
    {
        Serilog.Log.Error(thrown, "Decisions can no longer be counted and shown; trading goes on, the tape and the journal are whole");
        observer?.Report(new SessionLine.Alert(at, "DISPLAY", $"decisions can no longer be counted and shown, trading goes on: {thrown.GetType().Name}: {thrown.Message}"));
    }
}
