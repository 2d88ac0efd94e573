using KalshiArb.Domain.Games;
using KalshiArb.Host.Configuration;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Doctor;

/// <summary>What the doctor looks at.</summary>
public sealed record DoctorContext
{
    /// <summary>The settings in force.</summary>
    public required EffectiveSettings Settings { get; init; }

    /// <summary>What the configuration warned of.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The key, or why there is none.</summary>
    public required KeyReading Key { get; init; }

    /// <summary>Asks the venue; null when there is no host to ask or no key to ask with.</summary>
    public VenueAnswers? Venue { get; init; }

    /// <summary>The state directory that a run would use; null when it would make a fresh one.</summary>
    public string? StatePath { get; init; }

    /// <summary>The wall clock.</summary>
    public required Func<Instant> Clock { get; init; }

    /// <summary>What is known of each series without asking.</summary>
    public required SeriesCatalog Series { get; init; }

    /// <summary>Under which directory services keep their state.</summary>
    public required string StateRoot { get; init; }

    /// <summary>The environment's variables; null for one that is not set.</summary>
    public Func<string, string?> Variables { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The mode that is asked about.</summary>
    public TradingMode Mode => Settings.Mode;

    /// <summary>Whether orders would reach a venue outside this process.</summary>
    public bool SendsOrders => Mode is TradingMode.Live or TradingMode.Demo || (Mode == TradingMode.Paper && Settings.Exchange.Hosts.Paper is not null);

    /// <summary>The series that would be traded.</summary>
    public ImmutableArray<SeriesTicker> TradedSeries => [.. Settings.Sports.Where(s => s.Enabled).Select(s => s.Series).Distinct()];
}
