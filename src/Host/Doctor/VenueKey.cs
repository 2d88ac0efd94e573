using KalshiArb.Host.Configuration;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Doctor;

/// <summary>Finds the API key: its id and its PEM text or file, from the settings or the environment, each from one place alone.</summary>
public static class VenueKey
{
    /// <summary>The environment variable of the key's id.</summary>
    public const string IdVariable = "KALSHIARB_KEY_ID";

    /// <summary>The environment variable of the private key's PEM text.</summary>
    public const string PemVariable = "KALSHIARB_KEY";

    /// <summary>Reads the key; the caller disposes one that was loaded. A key named in two places is refused: which was meant cannot be known.</summary>
    /// <param name="exchange">Where the settings say it is.</param>
    /// <param name="environment">The environment's variables; null for one that is not set.</param>
    public static KeyReading Read(ExchangeSettings exchange, Func<string, string?> environment)
    {
        var (id, pem) = (environment(IdVariable) ?? "", environment(PemVariable) ?? "");
        if (exchange.KeyId.Length > 0 && id.Length > 0 && id != exchange.KeyId) return new KeyReading.Refused($"exchange.key-id and {IdVariable} name different keys");
        if (exchange.KeyFile.Length > 0 && pem.Length > 0) return new KeyReading.Refused($"a key is in exchange.key-file and another in {PemVariable}: keep one");
        if (exchange.KeyId.Length > 0) id = exchange.KeyId;
        if (id.Length == 0) return new KeyReading.Refused("no key id is configured");
        if (exchange.KeyFile.Length > 0) return KeyReader.FromFile(id, exchange.KeyFile);
        return pem.Length > 0
            ? KeyReader.FromPem(id, pem.Replace("\\n", "\n", StringComparison.Ordinal), $"environment variable {PemVariable}")
            : new KeyReading.Refused("no private key is configured");
    }
}
