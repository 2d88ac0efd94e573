using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Strategies;

/// <summary>The strategies that run, in the order in which they are asked. A new strategy is an <see cref="IStrategy"/> and a place here.</summary>
public sealed class StrategyTable
{
    /// <summary>Most strategies: the switches of a view are a bit each.</summary>
    public const int MaxStrategies = 32;

    private readonly IStrategy[] _strategies;

    /// <summary>Makes a table; a name given twice or more than <see cref="MaxStrategies"/> is a broken invariant.</summary>
    public StrategyTable(params ReadOnlySpan<IStrategy> strategies)
    {
        InvariantViolation.Unless(strategies.Length <= MaxStrategies, "strategy table: too many strategies");
        _strategies = strategies.ToArray();
        for (var i = 0; i < _strategies.Length; i++)
            InvariantViolation.Unless(IndexOf(_strategies[i].Id) == i, $"strategy table: {_strategies[i].Id} is there twice");
    }

    /// <summary>The live score first, since it is the faster news; then the sportsbooks.</summary>
    public static StrategyTable Standard { get; } = new(new ScoreEdge(), new SportsbookEdge());

    /// <summary>How many strategies there are.</summary>
    public int Count => _strategies.Length;

    /// <summary>The strategy at a place.</summary>
    public IStrategy this[int index] => _strategies[index];

    /// <summary>The place of a strategy; -1 when there is none of that name.</summary>
    public int IndexOf(StrategyId id)
    {
        for (var i = 0; i < _strategies.Length; i++)
        {
            if (_strategies[i].Id == id) return i;
        }

        return -1;
    }

    /// <summary>The verdict of one strategy. Staleness and the other screens come first: a strategy never sees a market that fails one.</summary>
    public Verdict Decide(int index, in MarketView view)
    {
        if ((view.StrategiesOff >> index & 1) != 0) return Verdict.Refuse(RefusalCode.Disabled);
        var strategy = _strategies[index];
        return EntryScreen.Check(in view, strategy.Source) is { } refusal ? Verdict.Refuse(refusal) : strategy.Evaluate(in view);
    }
}
