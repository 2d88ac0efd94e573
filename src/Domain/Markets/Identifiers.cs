namespace KalshiArb.Domain.Markets;

/// <summary>A market's ticker as the venue writes it (KXNBAGAME-26OCT20BOSDET-BOS). Compared ordinally.</summary>
public readonly record struct Ticker(string Value) : IComparable<Ticker>
{
    /// <inheritdoc/>
    public int CompareTo(Ticker other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>An event's ticker: the series, the date and the teams (KXNBAGAME-26OCT20BOSDET).</summary>
public readonly record struct EventTicker(string Value) : IComparable<EventTicker>
{
    /// <inheritdoc/>
    public int CompareTo(EventTicker other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A series' ticker (KXNBAGAME). Settings can be overridden by series.</summary>
public readonly record struct SeriesTicker(string Value) : IComparable<SeriesTicker>
{
    /// <inheritdoc/>
    public int CompareTo(SeriesTicker other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A shard of the exchange (Kalshi's exchange_index). Cash and order groups belong to one shard.</summary>
public readonly record struct Shard(int Index) : IComparable<Shard>
{
    /// <inheritdoc/>
    public int CompareTo(Shard other) => Index.CompareTo(other.Index);

    /// <inheritdoc/>
    public override string ToString() => Index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Names one game across feeds: a sportsbook's event, a score feed's game and the venue's event that are the same contest.</summary>
public readonly record struct GameId(string Value) : IComparable<GameId>
{
    /// <inheritdoc/>
    public int CompareTo(GameId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
