using KalshiArb.Host.Configuration;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>A key that is there, can be read and is its owner's alone.</summary>
public sealed class KeyCheck : IDoctorCheck
{
    private const string Title = "key";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Nothing;

    /// <inheritdoc/>
    public Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation) =>
        Task.FromResult<ImmutableArray<CheckRow>>([Look(context.Mode, context.Settings.Exchange, context.Key)]);

    /// <summary>The row for a key as it was read.</summary>
    public static CheckRow Look(TradingMode mode, ExchangeSettings exchange, KeyReading key)
    {
        if (exchange.Hosts.Of(mode) is null) return CheckRow.Skip(Title, "the paper exchange of a run makes its own");
        return key switch
        {
            KeyReading.Loaded { Key: var loaded } => CheckRow.Ok(Title, $"{loaded.Kind} key {loaded.Id} from {(exchange.KeyFile.Length > 0 ? exchange.KeyFile + ", its owner's alone" : "the environment")}"),
            KeyReading.Refused { Reason: var reason } => CheckRow.Fail(Title, reason, $"give the id as exchange.key-id or {VenueKey.IdVariable}, the PEM file as exchange.key-file or its text in {VenueKey.PemVariable}"),
            _ => throw new InvariantViolation("a key is loaded or refused"),
        };
    }
}
