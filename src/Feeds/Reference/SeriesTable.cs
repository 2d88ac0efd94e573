using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Feeds.Reference;

/// <summary>Reads the series' table: series, fact, value, status, date, source, one fact a row.</summary>
internal static class SeriesTable
{
    private static readonly string[] Columns = ["series", "fact", "value", "status", "date", "source"];

    private static readonly string[] Facts =
    [
        "sport", "order", "has_start_time", "outcomes", "fee_type", "fee_multiplier", "shard", "settlement_timer_seconds", "grid",
        "opens_before_hours", "closes_after_hours",
    ];

    /// <summary>Facts that a series may lack, all of them together.</summary>
    private static readonly string[] FactsOfSets = ["exclusive", "exhaustive", "collateral_return"];

    /// <summary>The series with all their facts; what is missing, twice, unknown or malformed is added to the errors.</summary>
    public static ImmutableArray<SeriesFacts> Read(string path, IEnumerable<string> lines, ImmutableArray<string>.Builder errors)
    {
        var bySeries = new SortedDictionary<string, SortedDictionary<string, ReferenceTable.Row>>(StringComparer.Ordinal);
        foreach (var row in ReferenceTable.Rows(path, lines, Columns, errors))
        {
            var (series, fact) = (row.Fields[0], row.Fields[1]);
            if (!Facts.Contains(fact) && !FactsOfSets.Contains(fact)) errors.Add($"{row.Where}: '{fact}' is no fact of a series.");
            else if (!ReferenceTable.IsMarked(row, 3, errors)) continue;
            else
            {
                if (!bySeries.TryGetValue(series, out var facts)) bySeries[series] = facts = new(StringComparer.Ordinal);
                if (!facts.TryAdd(fact, row)) errors.Add($"{row.Where}: {series} {fact} stands twice.");
            }
        }
        var result = ImmutableArray.CreateBuilder<SeriesFacts>();
        foreach (var (series, facts) in bySeries)
        {
            string[] needed = FactsOfSets.Any(facts.ContainsKey) ? [.. Facts, .. FactsOfSets] : Facts;
            var missing = needed.Where(f => !facts.ContainsKey(f)).ToArray();
            if (missing.Length > 0) errors.Add($"{Path.GetFileName(path)}: {series} lacks {string.Join(", ", missing)}.");
            else if (Build(series, facts, errors) is { } built) result.Add(built);
        }
        return result.ToImmutable();
    }

    private static SeriesFacts? Build(string series, SortedDictionary<string, ReferenceTable.Row> rows, ImmutableArray<string>.Builder errors)
    {
        var before = errors.Count;
        T Get<T>(string fact, TryParse<T> parse)
        {
            if (parse(rows[fact].Fields[2], out var value)) return value;
            errors.Add($"{rows[fact].Where}: '{rows[fact].Fields[2]}' is no {fact} of {series}.");
            return value;
        }
        var facts = new SeriesFacts(
            new SeriesTicker(series),
            Get<Sport>("sport", TrySport),
            Get<TeamOrder>("order", TryOrder),
            Get<bool>("has_start_time", bool.TryParse),
            Get<int>("outcomes", (string text, out int value) => TryInteger(text, 2, 3, out value)),
            new FeeSchedule(Get<FeeType>("fee_type", TryFeeType), Get<int>("fee_multiplier", TryMillis)),
            new Shard(Get<int>("shard", (string text, out int value) => TryInteger(text, 0, 1_000, out value))),
            TimeSpan.FromSeconds(Get<int>("settlement_timer_seconds", (string text, out int value) => TryInteger(text, 0, 1_000_000, out value))),
            Get<PriceGrid>("grid", TryGrid),
            TimeSpan.FromHours(Get<int>("opens_before_hours", (string text, out int value) => TryInteger(text, 0, 10_000, out value))),
            TimeSpan.FromHours(Get<int>("closes_after_hours", (string text, out int value) => TryInteger(text, 1, 10_000, out value))),
            [.. Facts.Where(f => rows[f].Fields[3] == "assumed")])
        {
            Sets = rows.ContainsKey(FactsOfSets[0])
                ? new SetFacts(
                    Get<bool>("exclusive", bool.TryParse), Get<bool>("exhaustive", bool.TryParse), Get<CollateralReturn>("collateral_return", TryCollateral),
                    FactsOfSets.Any(f => rows[f].Fields[3] == "assumed"))
                : null,
        };
        return errors.Count == before ? facts : null;
    }

    private delegate bool TryParse<T>(string text, out T value);

    private static bool TrySport(string text, out Sport sport) => Enum.TryParse(text, out sport) && Enum.IsDefined(sport) && !char.IsDigit(text[0]);

    private static bool TryOrder(string text, out TeamOrder order)
    {
        order = text == "home_away" ? TeamOrder.HomeAway : TeamOrder.AwayHome;
        return text is "home_away" or "away_home";
    }

    private static bool TryFeeType(string text, out FeeType type)
    {
        type = text switch
        {
            "quadratic_with_maker_fees" => FeeType.QuadraticWithMakerFees,
            "quadratic_with_combo_maker_fees" => FeeType.QuadraticWithComboMakerFees,
            _ => FeeType.Quadratic,
        };
        return type != FeeType.Quadratic || text == "quadratic";
    }

    private static bool TryCollateral(string text, out CollateralReturn collateral)
    {
        collateral = text switch
        {
            "MECNET" => CollateralReturn.Mecnet,
            "DIRECNET" => CollateralReturn.Direcnet,
            _ => CollateralReturn.None,
        };
        return collateral != CollateralReturn.None || text == "none";
    }

    private static bool TryInteger(string text, int low, int high, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= low && value <= high;

    private static bool TryMillis(string text, out int millis)
    {
        var read = WireDecimal.TryParse(Encoding.UTF8.GetBytes(text), 3, allowMinus: false, out var value) && value <= 100_000;
        millis = read ? (int)value : 0;
        return read;
    }

    private static bool TryGrid(string text, out PriceGrid grid)
    {
        var ranges = ImmutableArray.CreateBuilder<PriceRange>();
        grid = PriceGrid.LinearCent;
        foreach (var range in text.Split(' '))
        {
            var parts = range.Split(':');
            if (parts.Length != 3 || !TryPrice(parts[0], out var start) || !TryPrice(parts[1], out var end) || !TryPrice(parts[2], out var step)) return false;
            ranges.Add(new PriceRange(start, end, step - Price.Zero));
        }
        if (!PriceGrid.TryCreate(ranges.ToImmutable(), out var read, out _)) return false;
        grid = read;
        return true;
    }

    private static bool TryPrice(string text, out Price price) => WireDecimal.TryParsePrice(Encoding.UTF8.GetBytes(text), out price);
}
