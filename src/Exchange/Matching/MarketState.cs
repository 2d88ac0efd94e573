namespace KalshiArb.Exchange.Matching;

/// <summary>A market inside the venue.</summary>
internal sealed class MarketState
{
    private readonly bool[] _onGrid = new bool[Price.UnitsPerDollar + 1];

    public MarketState(MarketIndex index, MarketFacts facts)
    {
        Index = index;
        Facts = facts;
        Fees = facts.Fees;
        Status = facts.Status;
        CloseTime = facts.CloseTime;
        SetGrid(facts.Grid);
    }

    public MarketIndex Index { get; }
    public MarketFacts Facts { get; }
    public FeeSchedule Fees { get; }
    public PriceLevels Book { get; } = new();
    public int Shard => Facts.Shard.Index;
    public MarketStatus Status { get; set; }
    public Instant CloseTime { get; set; }
    public Instant SettlesAt { get; set; }
    public Price? Value { get; set; }
    public long OpenInterest { get; set; }
    public long Volume { get; set; }

    public bool IsOnGrid(int units) => _onGrid[units];

    /// <summary>New orders use the new grid; resting orders stand where they are.</summary>
    public void SetGrid(PriceGrid grid)
    {
        Array.Clear(_onGrid);
        foreach (var range in grid.Ranges)
        {
            if (range.Step.Units <= 0) throw new InvariantViolation($"A price range of {Facts.Ticker} has no step.");
            for (var units = range.Start.Units; units <= range.End.Units; units += range.Step.Units) _onGrid[units] = true;
        }

        _onGrid[0] = false;
        _onGrid[Price.UnitsPerDollar] = false;
    }
}
