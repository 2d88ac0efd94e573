using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace KalshiArb.Kalshi.Signing;

/// <summary>What came of reading a key.</summary>
#pragma warning disable CA1034 // The two ends belong to the reading and are named through it.
public abstract record KeyReading
{
    private KeyReading()
    {
    }

    /// <summary>The key; the caller disposes it.</summary>
    public sealed record Loaded(ApiKey Key) : KeyReading;

    /// <summary>No key, and what to do about it. Never a part of the key's text.</summary>
    public sealed record Refused(string Reason) : KeyReading;
}
#pragma warning restore CA1034

/// <summary>
/// Reads private keys: RSA in PKCS#1 or PKCS#8 and Ed25519 in PKCS#8, as PEM, from a file that its owner alone can read or
/// from an environment variable.
/// </summary>
public static class KeyReader
{
    /// <summary>Larger files are refused.</summary>
    public const int MaxFileBytes = 65_536;

    /// <summary>Smaller RSA keys are refused.</summary>
    public const int MinRsaBits = 2_048;

    private const UnixFileMode OwnerRead = UnixFileMode.UserRead;
    private const UnixFileMode OwnerReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // PrivateKeyInfo { version 0, AlgorithmIdentifier { 1.3.101.112 }, OCTET STRING { OCTET STRING (32) } }, RFC 8410.
    private static ReadOnlySpan<byte> Ed25519Prefix => [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    /// <summary>Reads a key from a file whose mode is 0600 or 0400; any other mode is refused.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="path">The file.</param>
    public static KeyReading FromFile(string id, string path)
    {
        if (OperatingSystem.IsWindows()) return new KeyReading.Refused("Key files need Unix permissions; give the key in the environment instead.");
        var bytes = Array.Empty<byte>();
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            var mode = File.GetUnixFileMode(stream.SafeFileHandle);
            if (mode is not (OwnerRead or OwnerReadWrite))
                return new KeyReading.Refused($"{path} has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}: a private key is its owner's alone. Run: chmod 600 {path}");
            if (stream.Length > MaxFileBytes) return new KeyReading.Refused($"{path} has {stream.Length} bytes: that is no key.");
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return FromPem(id, Encoding.UTF8.GetString(bytes), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new KeyReading.Refused($"{path} cannot be read ({e.GetType().Name}): give the path of the private key's PEM file, readable by this user.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads a key from the PEM text of an environment variable; line ends may be written as \n.</summary>
    public static KeyReading FromEnvironment(string id, string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? FromPem(id, text.Replace("\\n", "\n", StringComparison.Ordinal), $"environment variable {variable}")
            : new KeyReading.Refused($"Environment variable {variable} is not set: put the private key's PEM text in it, or name a key file.");

    /// <summary>Reads a key from PEM text.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="pem">The text.</param>
    /// <param name="where">Where it is from, for the refusal.</param>
    public static KeyReading FromPem(string id, string pem, string where)
    {
        if (!IsKeyId(id)) return new KeyReading.Refused($"'{(id.Length <= 64 ? id : "…")}' is no key id: letters, digits, '-' and '_', as the venue shows it.");
        if (!PemEncoding.TryFind(pem, out var fields)) return new KeyReading.Refused($"{where} holds no PEM text: it begins with -----BEGIN and ends with -----END.");
        var label = pem.AsSpan(fields.Label);
        var der = new byte[fields.DecodedDataLength];
        try
        {
            if (!Convert.TryFromBase64Chars(pem.AsSpan(fields.Base64Data), der, out var length) || length != der.Length)
                return new KeyReading.Refused($"{where}: its PEM text is not whole.");
            return label switch
            {
                "RSA PRIVATE KEY" => Rsa(id, der, pkcs8: false, where),
                "PRIVATE KEY" when der.Length == 48 && der.AsSpan().StartsWith(Ed25519Prefix) => Ed25519(id, der, where),
                "PRIVATE KEY" => Rsa(id, der, pkcs8: true, where),
                "ENCRYPTED PRIVATE KEY" => new KeyReading.Refused($"{where} is encrypted: decrypt it (openssl pkey -in OLD -out NEW) and chmod 600 the result."),
                "PUBLIC KEY" or "RSA PUBLIC KEY" => new KeyReading.Refused($"{where} is the public key: name the private one."),
                _ => new KeyReading.Refused($"{where} is no RSA or Ed25519 private key in PKCS#1 or PKCS#8."),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>Whether a text can be a key id: 1 to 64 characters of [A-Za-z0-9_-].</summary>
    public static bool IsKeyId(string? id)
    {
        if (id is not { Length: > 0 and <= 64 }) return false;
        foreach (var letter in id)
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')) return false;
        return true;
    }

    private static KeyReading Rsa(string id, byte[] der, bool pkcs8, string where)
    {
        var rsa = RSA.Create();
        try
        {
            int read;
            if (pkcs8) rsa.ImportPkcs8PrivateKey(der, out read);
            else rsa.ImportRSAPrivateKey(der, out read);
            if (read == der.Length && rsa.KeySize >= MinRsaBits) return new KeyReading.Loaded(new ApiKey(id, rsa));
            rsa.Dispose();
            return new KeyReading.Refused(read == der.Length ? $"{where} is an RSA key of fewer than {MinRsaBits} bits: make a longer one." : $"{where}: bytes follow the key.");
        }
        catch (CryptographicException)
        {
            // The exception is not passed on: nothing of the key may reach a text.
            rsa.Dispose();
            return new KeyReading.Refused($"{where} is no RSA or Ed25519 private key in PKCS#1 or PKCS#8.");
        }
    }

    private static KeyReading Ed25519(string id, byte[] der, string where) =>
        Key.TryImport(SignatureAlgorithm.Ed25519, der, KeyBlobFormat.PkixPrivateKey, out var key, default) && key is not null
            ? new KeyReading.Loaded(new ApiKey(id, key))
            : new KeyReading.Refused($"{where} is no readable Ed25519 key.");
}
