using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Seeds;

/// <summary>Where an actor is made to throw: counted down by what it emits, logs and releases in one input.</summary>
public sealed class FailurePoint
{
    private int _left = -1;

    /// <summary>Whether it has thrown since it was armed.</summary>
    public bool HasThrown { get; private set; }

    /// <summary>The next input throws at the given one of its decisions, if it comes to so many.</summary>
    public void Arm(int after) => (_left, HasThrown) = (after, false);

    /// <summary>No input throws.</summary>
    public void Disarm() => _left = -1;

    internal void Pass(string what)
    {
        if (_left < 0 || _left-- > 0) return;
        _left = -1;
        HasThrown = true;
        throw new SimulatedFailureException("simulated failure of an actor at " + what);
    }
}

/// <summary>Thrown inside an actor by a <see cref="FailurePoint"/>.</summary>
public sealed class SimulatedFailureException(string message) : Exception(message);

/// <summary>The turn that actors are given, with a <see cref="FailurePoint"/> on each of its ways out.</summary>
/// <param name="turn">The core's own.</param>
/// <param name="point">Where it throws.</param>
public sealed class FaultyTurn(ICoreTurn turn, FailurePoint point) : ICoreTurn
{
    /// <inheritdoc/>
    public Instant Now => turn.Now;

    /// <inheritdoc/>
    public long InputNumber => turn.InputNumber;

    /// <inheritdoc/>
    public void Emit(IJournaled fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        point.Pass(fact.GetType().Name);
        turn.Emit(fact);
    }

    /// <inheritdoc/>
    public void Release(Effect effect)
    {
        ArgumentNullException.ThrowIfNull(effect);
        point.Pass(effect.GetType().Name);
        turn.Release(effect);
    }

    /// <inheritdoc/>
    public void ReleaseAtOnce(Effect effect)
    {
        ArgumentNullException.ThrowIfNull(effect);
        point.Pass(effect.GetType().Name);
        turn.ReleaseAtOnce(effect);
    }

    /// <inheritdoc/>
    public void Log(DecisionEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        point.Pass(entry.Code);
        turn.Log(entry);
    }

    /// <inheritdoc/>
    public void Break(string invariant) => turn.Break(invariant);
}
