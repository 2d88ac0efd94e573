using KalshiArb.Host.Configuration;
using KalshiArb.Host.Doctor;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Control;

/// <summary>Where a run's key is to be found by another process of its owner; never the key.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="File">Its PEM file, absolute; null when it is in the environment.</param>
internal sealed record KeyPlace(string Id, string? File)
{
    /// <summary>The place of a key that the settings or the environment named.</summary>
    public static KeyPlace Of(ExchangeSettings exchange, ApiKey key) => new(key.Id, exchange.KeyFile.Length > 0 ? Path.GetFullPath(exchange.KeyFile) : null);

    /// <summary>Reads it; the caller disposes a key that was loaded.</summary>
    public KeyReading Read() => File is { } file
        ? KeyReader.FromFile(Id, file)
        : Environment.GetEnvironmentVariable(VenueKey.PemVariable) is { Length: > 0 } pem
            ? KeyReader.FromPem(Id, pem.Replace("\\n", "\n", StringComparison.Ordinal), $"environment variable {VenueKey.PemVariable}")
            : new KeyReading.Refused($"the service has its key in {VenueKey.PemVariable}, which is not set here");
}
