using KalshiArb.Actors.Sequencing;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>Shows failures of the core to the operator and keeps them in the log.</summary>
internal sealed class CoreWatch(ISessionObserver? observer, Action<string> mustKill) : ICoreObserver
{
    /// <inheritdoc/>
    public void Failed(CoreFailure failure)
    {
        Serilog.Log.Error("Input {Input} was quarantined, the core was rebuilt: {Reason}", failure.Input, failure.Reason);
        observer?.Report(new SessionLine.Alert(failure.At, "CORE", $"input {failure.Input} quarantined, core rebuilt: {failure.Reason}"));
    }

    /// <inheritdoc/>
    public void MustKill(string reason) => mustKill(reason);
}
