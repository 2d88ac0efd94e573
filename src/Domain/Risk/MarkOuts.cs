using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Risk;

/// <summary>A fill of an entry whose mark-out is not known yet.</summary>
public readonly record struct UnmeasuredFill(
    FillId Fill, VenueOrderId VenueOrder, Ticker Ticker, StrategyId Strategy, OrderSide Side, Price Price, Quantity Count, Instant FilledAt);

/// <summary>The mark-out of one fill: per contract, before fees.</summary>
public readonly record struct MarkOutSample(StrategyId Strategy, SeriesTicker Series, Quantity Count, Money MarkOut);

/// <summary>A strategy or series that was stopped.</summary>
public readonly record struct MarkOutStop(SwitchScope Scope, string Name, Money Mean, int Fills);

/// <summary>
/// What entries were worth a minute later, as a fold of facts. The mark-out of a fill is the mid after a fixed time of the core
/// less the price paid, signed for the side bought, per contract and before fees; a mean weighs each fill by its contracts. A
/// strategy, or a sport through its series, whose mean falls below the limit is bought by those who know more: it is stopped
/// until an operator enables it, and then judged anew. Exits are not measured.
/// </summary>
public sealed record MarkOuts
{
    /// <summary>Fills that wait; beyond it the oldest is not measured.</summary>
    public const int WaitingCapacity = 1_024;

    /// <summary>Samples kept over all strategies; a setting above it acts as if it were this.</summary>
    public const int SampleCapacity = 1_024;

    /// <summary>How late a mid may be: one that was read later (the service was down) says nothing about that minute.</summary>
    public static TimeSpan MostLate { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Before the first fill.</summary>
    public static MarkOuts None { get; } = new();

    /// <summary>Fills that wait for their mid, oldest first.</summary>
    public ImmutableList<UnmeasuredFill> Waiting { get; init; } = [];

    /// <summary>The last mark-outs, oldest first.</summary>
    public ImmutableList<MarkOutSample> Samples { get; init; } = [];

    /// <summary>What was stopped.</summary>
    public ImmutableList<MarkOutStop> Stops { get; init; } = [];

    /// <summary>The series of a market, which a ticker begins with.</summary>
    public static SeriesTicker SeriesOf(Ticker ticker) =>
        new(ticker.Value.IndexOf('-', StringComparison.Ordinal) is > 0 and var end ? ticker.Value[..end] : ticker.Value);

    /// <summary>When the next fill is to be measured; null when none waits.</summary>
    public Instant? NextDue(MarkOutSettings settings) => Waiting.IsEmpty ? null : Waiting[0].FilledAt + settings.Horizon;

    /// <summary>Measures a fill with the book of its market; without both sides, or too late, it is not measured.</summary>
    public static MarkOutMeasured Measure(UnmeasuredFill fill, Mark? book, MarkOutSettings settings, Instant now)
    {
        Money? markOut = null;
        if (book is { Bid: { } bid, Ask: { } ask } && now - fill.FilledAt - settings.Horizon <= MostLate)
        {
            // Twice the mid, since it can lie between two units.
            var twice = (long)bid.Units + ask.Units - 2L * fill.Price.Units;
            markOut = Money.FromMicros((fill.Side == OrderSide.Bid ? twice : -twice) * (Money.MicrosPerDollar / Price.UnitsPerDollar / 2));
        }

        return new MarkOutMeasured(fill.Fill, fill.VenueOrder, fill.Ticker, fill.Strategy, fill.Count, markOut, now);
    }

    /// <summary>The mean over the last fills of a strategy or a series, with how many those are; null when there is none.</summary>
    public (Money Mean, int Fills)? MeanOf(SwitchScope scope, string name, int fills)
    {
        var (sum, contracts, count) = (Int128.Zero, Int128.Zero, 0);
        for (var i = Samples.Count - 1; i >= 0 && count < fills; i--)
        {
            var sample = Samples[i];
            if ((scope == SwitchScope.Strategy ? sample.Strategy.Value : sample.Series.Value) != name) continue;
            sum += (Int128)sample.MarkOut.Micros * sample.Count.Hundredths;
            contracts += sample.Count.Hundredths;
            count++;
        }

        return count == 0 ? null : (Money.FromMicros((long)(sum / contracts)), count);
    }

    /// <summary>What a measured fill stops: its strategy, its series, or neither.</summary>
    public IEnumerable<MarkOutStopped> StoppedBy(MarkOutMeasured measured, MarkOutSettings settings, Instant now)
    {
        if (measured.MarkOut is null) yield break;
        foreach (var (scope, name) in ((SwitchScope, string)[])[(SwitchScope.Strategy, measured.Strategy.Value), (SwitchScope.Series, SeriesOf(measured.Ticker).Value)])
        {
            var needed = Math.Min(settings.Fills, SampleCapacity);
            if (IsStopped(scope, name) || MeanOf(scope, name, needed) is not { } mean || mean.Fills < needed) continue;
            if (mean.Mean < -(settings.MaxAdverse * Quantity.FromContracts(1))) yield return new MarkOutStopped(scope, name, mean.Mean, mean.Fills, now);
        }
    }

    /// <summary>Why a strategy may not enter a market; null when it may.</summary>
    public string? WhyStopped(StrategyId strategy, SeriesTicker series)
    {
        foreach (var stop in Stops)
            if (stop.Name == (stop.Scope == SwitchScope.Strategy ? strategy.Value : series.Value)) return TextOf(stop);
        return null;
    }

    /// <summary>A stop in words.</summary>
    public static string TextOf(MarkOutStop stop)
    {
        var what = $"{(stop.Scope == SwitchScope.Strategy ? "strategy" : "series")} {stop.Name}";
        return $"{what} made {stop.Mean} a contract over its last {stop.Fills} fills; lifted by: enable {what}";
    }

    /// <summary>Takes a fill of an entry.</summary>
    internal MarkOuts Add(UnmeasuredFill fill)
    {
        var waiting = Waiting.Add(fill);
        return this with { Waiting = waiting.Count > WaitingCapacity ? waiting.RemoveAt(0) : waiting };
    }

    /// <summary>The state after a fact; this same object when the fact says nothing about mark-outs.</summary>
    public MarkOuts Apply(IJournaled fact) => fact switch
    {
        MarkOutMeasured measured => Take(measured),
        MarkOutStopped stopped when !IsStopped(stopped.Scope, stopped.Name) =>
            this with { Stops = Stops.Add(new MarkOutStop(stopped.Scope, stopped.Name, stopped.Mean, stopped.Fills)) },
        SwitchChanged { Enabled: true, Scope: SwitchScope.Strategy or SwitchScope.Series } changed => Lift(changed.Scope, changed.Name),
        _ => this,
    };

    private bool IsStopped(SwitchScope scope, string name) => Stops.Any(stop => stop.Scope == scope && stop.Name == name);

    private MarkOuts Take(MarkOutMeasured measured)
    {
        var index = Waiting.FindIndex(fill => fill.Fill == measured.Fill && fill.VenueOrder == measured.VenueOrder);
        var waiting = index < 0 ? Waiting : Waiting.RemoveAt(index);
        if (measured.MarkOut is not { } markOut) return index < 0 ? this : this with { Waiting = waiting };
        var samples = Samples.Add(new MarkOutSample(measured.Strategy, SeriesOf(measured.Ticker), measured.Count, markOut));
        return this with { Waiting = waiting, Samples = samples.Count > SampleCapacity ? samples.RemoveAt(0) : samples };
    }

    private MarkOuts Lift(SwitchScope scope, string name)
    {
        if (!IsStopped(scope, name)) return this;
        return this with
        {
            Stops = Stops.RemoveAll(stop => stop.Scope == scope && stop.Name == name),
            Samples = Samples.RemoveAll(sample => (scope == SwitchScope.Strategy ? sample.Strategy.Value : sample.Series.Value) == name),
        };
    }
}
