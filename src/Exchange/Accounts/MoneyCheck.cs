namespace KalshiArb.Exchange.Accounts;

/// <summary>Where all the money of the venue is. Trades and settlements move it; they neither make nor lose any.</summary>
/// <param name="Deposited">Deposits less withdrawals of all accounts.</param>
/// <param name="Cash">Cash of all accounts, reserved or not.</param>
/// <param name="Collateral">One dollar for each open pair of a long and a short contract.</param>
/// <param name="Fees">Fees collected, rebates taken off.</param>
public readonly record struct MoneyCheck(Money Deposited, Money Cash, Money Collateral, Money Fees)
{
    /// <summary>What is missing or too much; zero to the micro-dollar when the venue is right.</summary>
    public Money Difference => Cash + Collateral + Fees - Deposited;
}

/// <summary>What one account has in one market.</summary>
/// <param name="Market">The market.</param>
/// <param name="Position">Signed: NO is negative.</param>
/// <param name="RealizedPnl">Gains of closed parts at average cost, fees not included.</param>
/// <param name="Cost">What the open part cost on its own side, fees not included.</param>
/// <param name="FeesPaid">Fees of all fills.</param>
public readonly record struct AccountPosition(Matching.MarketIndex Market, Quantity Position, Money RealizedPnl, Money Cost, Money FeesPaid)
{
    /// <summary>What all fills cost on the side taken, opening or closing.</summary>
    public Money Traded { get; init; }

    /// <summary>Contracts of all fills.</summary>
    public Quantity TradedCount { get; init; }

    /// <summary>When it changed last; never where nothing was traded.</summary>
    public Instant UpdatedAt { get; init; }
}
