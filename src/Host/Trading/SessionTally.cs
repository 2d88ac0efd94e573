using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Strategies.Sets;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>
/// Reads the decision log as it is written: counts what the summary tells and turns what people want to see into lines. It
/// knows nothing but the log, so a replay tells the same story as its run.
/// </summary>
internal sealed class SessionTally(ISessionObserver? observer) : IDecisionSink
{
    /// <summary>Markets of which anything is kept; of more, the ones first seen are forgotten, but for what is held of them.</summary>
    internal const int MaxMarkets = 8_192;

    private const int MaxOrders = 16_384;
    private const int RecentDecisions = 10;

    private readonly SortedDictionary<string, int> _refused = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _closed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lastSignal = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _exitReason = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Quantity> _positions = new(StringComparer.Ordinal);
    private readonly LastSeen _filledEntries = new(MaxOrders);
    private readonly LastSeen _markets = new(MaxMarkets);
    private readonly Dictionary<string, Queue<string>> _recent = new(StringComparer.Ordinal);
    private readonly LastSeen _entered = new(MaxMarkets);
    private readonly HashSet<string> _fresh = new(StringComparer.Ordinal);
    private (string Subject, Instant At) _lastStale;
    private long _staleFeeds;
    private long _staleBooks;

    public long Signals { get; private set; }

    public long Approved { get; private set; }

    public int TakerEntries { get; private set; }

    public int MakerEntries { get; private set; }

    public int TimedOut { get; private set; }

    public int PartialFills { get; private set; }

    public int Fills { get; private set; }

    public int MarketsEntered { get; private set; }

    public int FilledEntries { get; private set; }

    public EntryCounts Entries => new(TakerEntries, MakerEntries, FilledEntries, TimedOut);

    public ImmutableArray<NamedCount> Refused => Sorted(_refused);

    public ImmutableArray<NamedCount> Closed => Sorted(_closed);

    /// <summary>How often evidence became stale, for a replay of a recording that was.</summary>
    public string StaleText => $"STALE: the odds or scores of a market were too old or missing {_staleFeeds:N0} times, its book {_staleBooks:N0} times; no entry then";

    public long RefusedTotal => _refused.Values.Sum(count => (long)count);

    /// <summary>The last decisions about a market, oldest first.</summary>
    public ImmutableArray<string> Recent(Ticker ticker) => _recent.TryGetValue(ticker.Value, out var lines) ? [.. lines] : [];

    /// <inheritdoc/>
    public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line)
    {
        var ticker = entry.Ticker?.Value ?? "";
        if (_markets.Add(ticker, out var forgotten) && forgotten is not null) Forget(forgotten);
        Remember(at, entry);
        switch (entry.Kind)
        {
            case DecisionKind.Signal:
                Signals++;
                _lastSignal[ticker] = entry.Text;
                break;
            case DecisionKind.Approved when entry.Code == "APPROVED":
                Approved++;
                break;
            case DecisionKind.Approved when entry.Code == "SET_LEG":
                // One signal, one approval: it stands with the leg that the signal names.
                if (_lastSignal.GetValueOrDefault(ticker, "").StartsWith("set=", StringComparison.Ordinal)) Approved++;
                break;
            case DecisionKind.Approved:
                _exitReason[ticker] = DecisionText.Get(entry.Text, "reason");
                break;
            case DecisionKind.Refused when !entry.Text.StartsWith("exit ", StringComparison.Ordinal):
                _refused[entry.Code] = _refused.GetValueOrDefault(entry.Code) + 1;
                if (entry.Ticker is { } refused && Enum.TryParse<RefusalCode>(entry.Code.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var code))
                    observer?.Report(new SessionLine.Refused(at, refused, code, entry.Text));
                break;
            case DecisionKind.Intent:
                Intent(at, entry);
                break;
            case DecisionKind.Booked:
                Booked(at, entry);
                break;
            case DecisionKind.Ended:
                Ended(entry);
                break;
            default:
                if (entry.Kind == DecisionKind.Verdict && entry.Code == "FEED_STALE") _staleFeeds++;
                if (entry.Kind == DecisionKind.Verdict && entry.Code == "BOOK_STALE") _staleBooks++;
                Tell(at, entry);
                break;
        }
    }

    /// <summary>Positions stay, or the fill that closes one would be told as one that opens.</summary>
    private void Forget(string ticker)
    {
        _lastSignal.Remove(ticker);
        _exitReason.Remove(ticker);
        _recent.Remove(ticker);
        _fresh.Remove(ticker);
        if (_positions.GetValueOrDefault(ticker).IsZero) _positions.Remove(ticker);
    }

    private void Intent(Instant at, DecisionEntry entry)
    {
        if (entry.Ticker is not { } ticker) return;
        if (entry.Code != "ENTRY")
        {
            Exit(at, ticker, entry.Text);
            return;
        }

        var maker = DecisionText.Get(entry.Text, "liquidity") == "maker";
        if (maker) MakerEntries++;
        else TakerEntries++;
        if (_entered.Add(ticker.Value)) MarketsEntered++;
        if (observer is null) return;
        var side = DecisionText.Get(entry.Text, "side");
        var limit = DecisionText.PriceOf(entry.Text, "limit");
        if (DecisionText.Get(entry.Text, "strategy") == SetRule.Strategy.Value)
        {
            observer.Report(new SessionLine.Note(
                at, "ENTRY", ticker.Value,
                $"buy {(side == "BID" ? "YES" : "NO")} {DecisionText.QuantityOf(entry.Text, "count")} at {(side == "BID" ? limit : limit.Complement).Units / 10_000m:0.00##}, a leg of a set"));
            return;
        }

        var signal = _lastSignal.GetValueOrDefault(ticker.Value, "");
        observer.Report(new SessionLine.Entry(
            at, ticker, side == "BID" ? Outcome.Yes : Outcome.No, DecisionText.QuantityOf(entry.Text, "count"),
            side == "BID" ? limit : limit.Complement, maker ? Liquidity.Maker : Liquidity.Taker,
            (double)(DecisionText.NumberOf(signal, "fair") ?? 0m),
            PriceOffset.FromUnits((int)((DecisionText.NumberOf(signal, "edge") ?? 0m) * 100)),
            DecisionText.Get(signal, "source") == "odds" && DecisionText.NumberOf(signal, "received_ago") is { } age ? TimeSpan.FromSeconds((double)age) : null));
    }

    private void Exit(Instant at, Ticker ticker, string text)
    {
        var sellsYes = DecisionText.Get(text, "side") == "ASK";
        var limit = DecisionText.PriceOf(text, "limit");
        var how = DecisionText.Get(text, "liquidity") == "maker" ? "resting" : "at the bid";
        observer?.Report(new SessionLine.Note(
            at, "EXIT", ticker.Value,
            $"sell {(sellsYes ? "YES" : "NO")} {DecisionText.QuantityOf(text, "count")} {how} at {(sellsYes ? limit : limit.Complement).Units / 10_000m:0.00##} ({ReasonText(_exitReason.GetValueOrDefault(ticker.Value, ""))})"));
    }

    private void Booked(Instant at, DecisionEntry entry)
    {
        if (entry.Ticker is not { } ticker) return;
        if (entry.Code is "ADOPTED" or "SETTLEMENT_CHANGED")
        {
            if (entry.Code == "ADOPTED") _positions[ticker.Value] = DecisionText.QuantityOf(entry.Text, "position");
            observer?.Report(new SessionLine.Note(at, entry.Code == "ADOPTED" ? "ADOPTED" : "SETTLED", ticker.Value, entry.Text));
            return;
        }

        if (entry.Code == "SETTLED")
        {
            if (!_positions.GetValueOrDefault(ticker.Value).IsZero) Count(_closed, "settled");
            _positions.Remove(ticker.Value);
            observer?.Report(new SessionLine.Note(at, "SETTLED", ticker.Value, entry.Text));
            return;
        }

        Fills++;
        var count = DecisionText.QuantityOf(entry.Text, "count");
        var price = DecisionText.PriceOf(entry.Text, "price");
        var bid = DecisionText.Get(entry.Text, "side") == "BID";
        var role = DecisionText.Get(entry.Text, "role") == "EXIT" ? OrderRole.Exit : OrderRole.Entry;
        if (role == OrderRole.Entry && _filledEntries.Add(DecisionText.Get(entry.Text, "order"))) FilledEntries++;
        var after = _positions.GetValueOrDefault(ticker.Value) + (bid ? count : -count);
        _positions[ticker.Value] = after;
        var closed = after.IsZero ? ReasonText(_exitReason.GetValueOrDefault(ticker.Value, "")) : "";
        if (after.IsZero) Count(_closed, closed);
        // An exit of YES is an ask at YES prices; of NO a bid whose own price is the complement.
        var own = role == OrderRole.Entry == bid ? price : price.Complement;
        observer?.Report(new SessionLine.Fill(
            at, ticker, role, count, own, DecisionText.MoneyOf(entry.Text, "fee"), after.IsZero ? $"position closed {closed}" : $"position {after}"));
    }

    private void Ended(DecisionEntry entry)
    {
        if (DecisionText.Get(entry.Text, "role") != "ENTRY") return;
        var filled = DecisionText.QuantityOf(entry.Text, "filled");
        var maker = DecisionText.Get(entry.Text, "liquidity") == "maker";
        if (!filled.IsZero && entry.Code != "EXECUTED") PartialFills++;
        if (maker && filled.IsZero && entry.Code is "EXPIRED" or "CANCELED") TimedOut++;
    }

    private void Tell(Instant at, DecisionEntry entry)
    {
        if (observer is null) return;
        switch (entry.Kind)
        {
            case DecisionKind.Verdict when entry.Ticker is { } ticker:
                Freshness(at, ticker, entry.Code);
                break;
            case DecisionKind.Brake when Enum.TryParse<TradingState>(entry.Code, ignoreCase: true, out var state):
                observer.Report(new SessionLine.State(at, state, DecisionText.Get(entry.Text, "by"), DecisionText.Get(entry.Text, "reason")));
                break;
            case DecisionKind.Alert:
                observer.Report(new SessionLine.Alert(at, entry.Ticker?.Value ?? entry.Code, $"{entry.Code} {entry.Text}"));
                break;
            default:
                break;
        }
    }

    /// <summary>Told once for an event, and only for what was fresh before: at the start nothing is.</summary>
    private void Freshness(Instant at, Ticker ticker, string code)
    {
        if (code is not ("FEED_STALE" or "BOOK_STALE"))
        {
            _fresh.Add(ticker.Value);
            return;
        }

        if (!_fresh.Remove(ticker.Value)) return;
        var subject = ticker.Value[..ticker.Value.LastIndexOf('-')];
        if (_lastStale == (subject, at)) return;
        _lastStale = (subject, at);
        observer!.Report(new SessionLine.Stale(
            at, subject, code == "FEED_STALE" ? "odds or score too old or not heard yet, or the books are suspended; no entry, working entries cancelled" : "book not whole; no entry, working entries cancelled"));
    }

    private void Remember(Instant at, DecisionEntry entry)
    {
        if (entry.Ticker is not { } ticker) return;
        if (!_recent.TryGetValue(ticker.Value, out var lines)) _recent.Add(ticker.Value, lines = new Queue<string>(RecentDecisions));
        if (lines.Count == RecentDecisions) lines.Dequeue();
        lines.Enqueue($"{at} {SnakeCase.Of(entry.Kind)} {entry.Code} {entry.Text}");
    }

    private static string ReasonText(string reason) => reason switch
    {
        "Target" => "at fair value",
        "Time" => "by time limit",
        "Stop" => "by stop",
        "Operator" => "by operator",
        _ => "otherwise",
    };

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static ImmutableArray<NamedCount> Sorted(SortedDictionary<string, int> counts) =>
        [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new NamedCount(pair.Key, pair.Value))];
}
