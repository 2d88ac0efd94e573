using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Simulation.Seeds;

/// <summary>What a core is driven with under faults.</summary>
public sealed record RunTerms
{
    /// <summary>What all chance follows from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What may go wrong.</summary>
    public required FaultSet Faults { get; init; }

    /// <summary>The settings in force.</summary>
    public required DecisionSettings Settings { get; init; }

    /// <summary>How often a fault strikes, in a thousand requests or private frames: 1..300.</summary>
    public int Rate { get; init; } = 40;

    /// <summary>What our client order ids begin with.</summary>
    public string AccountTag { get; init; } = "ka";

    /// <summary>Limit of the order groups that are made: contracts matched in 15 s.</summary>
    public long ContractsFuse { get; init; } = 200;

    /// <summary>Whether each process writes a tape, to be replayed.</summary>
    public bool Taped { get; init; }

    /// <summary>What stands between the core and the network.</summary>
    public Edges Edges { get; init; } = Edges.Sound;
}

/// <summary>
/// What stands between the core and the simulated network. Sound edges pass everything on; a test puts defective ones there, to see
/// that a check notices.
/// </summary>
public sealed record Edges
{
    /// <summary>Edges that pass everything on.</summary>
    public static Edges Sound { get; } = new();

    /// <summary>Wraps the gateway that the core's effects leave through; null passes them on.</summary>
    public Func<IOrderGateway, IOrderGateway>? Gateway { get; init; }

    /// <summary>What the core is given of an input that the checks were shown; null passes it on, and a null result gives nothing.</summary>
    public Func<Input, Input?>? Given { get; init; }

    /// <summary>The settings that the core runs with, made from those that the checks hold it to; null for the same.</summary>
    public Func<DecisionSettings, DecisionSettings>? Settings { get; init; }
}
