namespace KalshiArb.Kalshi.Limits;

/// <summary>Token budgets of an account, safe for several threads.</summary>
public sealed class RateBudget
{
}
