using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.FairValue;

/// <summary>
/// Fair value from sportsbooks: each fresh book is devigged by every method, then the median over the books is taken, of the
/// middle and of both ends alike, each book with its weight. A book is fresh while the poll was received at most
/// <see cref="FreshnessSettings.OddsSinceReceipt"/> ago and its own stamp is at most <see cref="FreshnessSettings.OddsSinceStamp"/> old.
/// </summary>
public static class OddsConsensus
{
    /// <summary>Most books of one poll; feeds list some dozens.</summary>
    public const int MaxBooks = 128;

    /// <summary>The consensus of a poll at an instant.</summary>
    /// <param name="quotes">The books of the poll. A book whose number of outcomes is not the game's, or whose prices are nonsense, does not count.</param>
    /// <param name="receivedAt">When the poll was received. A stamp later than that is taken as that: a book's clock does not make its price younger.</param>
    /// <param name="now">The instant of the decision, at or after <paramref name="receivedAt"/>.</param>
    /// <param name="outcomes">2, or 3 with a draw.</param>
    /// <param name="settings">How many books are needed.</param>
    /// <param name="freshness">How old they may be.</param>
    public static GameConsensus Compute(
        ImmutableArray<BookmakerQuote> quotes,
        Instant receivedAt,
        Instant now,
        int outcomes,
        ConsensusSettings settings,
        FreshnessSettings freshness)
    {
        if (outcomes is < 2 or > Devig.MaxOutcomes) throw new ArgumentOutOfRangeException(nameof(outcomes), outcomes, "A game has two or three outcomes.");
        if (now - receivedAt > freshness.OddsSinceReceipt) return GameConsensus.Without(NoFairReason.ReceiptTooOld, 0, receivedAt);
        if (quotes.Length > MaxBooks) return GameConsensus.Without(NoFairReason.TooManyBooks, 0, receivedAt);

        Span<double> values = stackalloc double[Devig.MaxOutcomes * 3 * MaxBooks];
        Span<double> weights = stackalloc double[MaxBooks];
        var weighted = false;
        Span<double> implied = stackalloc double[Devig.MaxOutcomes];
        Span<OutcomeValue> book = stackalloc OutcomeValue[Devig.MaxOutcomes];
        implied = implied[..outcomes];
        book = book[..outcomes];
        var books = 0;
        var oldest = receivedAt;
        foreach (var quote in quotes)
        {
            var stamp = Instant.Min(quote.SourceStamp, receivedAt);
            var weight = settings.WeightOf(quote.Book);
            if (!(weight > 0) || now - stamp > freshness.OddsSinceStamp || !TryImplied(quote, implied) || !OutcomeValue.TryFromBook(implied, book)) continue;
            for (var i = 0; i < outcomes; i++)
            {
                values[(i * 3 + 0) * MaxBooks + books] = book[i].Probability;
                values[(i * 3 + 1) * MaxBooks + books] = book[i].Lowest;
                values[(i * 3 + 2) * MaxBooks + books] = book[i].Highest;
            }
            weights[books] = weight;
            weighted |= weight != 1;
            books++;
            oldest = Instant.Min(oldest, stamp);
        }
        if (books < settings.MinimumBooks || books == 0) return GameConsensus.Without(NoFairReason.TooFewBooks, books, receivedAt);

        var counts = weights[..books];
        for (var i = 0; i < outcomes; i++)
            book[i] = new OutcomeValue(Middle(values, i, 0, counts, weighted), Middle(values, i, 1, counts, weighted), Middle(values, i, 2, counts, weighted));
        var validUntil = Instant.Min(receivedAt + freshness.OddsSinceReceipt, oldest + freshness.OddsSinceStamp);
        return new GameConsensus(NoFairReason.None, book[0], book[1], outcomes == 3 ? book[2] : null, books, receivedAt, oldest, validUntil);
    }

    private static double Middle(Span<double> values, int outcome, int kind, ReadOnlySpan<double> weights, bool weighted)
    {
        var own = values.Slice((outcome * 3 + kind) * MaxBooks, weights.Length);
        return weighted ? Median.Of(own, weights) : Median.Of(own);
    }

    private static bool TryImplied(in BookmakerQuote quote, Span<double> implied)
    {
        if (!OddsConversion.IsDecimal(quote.HomeDecimalOdds) || !OddsConversion.IsDecimal(quote.AwayDecimalOdds)) return false;
        if (quote.DrawDecimalOdds.HasValue != (implied.Length == 3)) return false;
        implied[0] = OddsConversion.ImpliedProbability(quote.HomeDecimalOdds);
        implied[1] = OddsConversion.ImpliedProbability(quote.AwayDecimalOdds);
        if (quote.DrawDecimalOdds is not { } draw) return true;
        if (!OddsConversion.IsDecimal(draw)) return false;
        implied[2] = OddsConversion.ImpliedProbability(draw);
        return true;
    }
}
