using System.Security.Cryptography;
using NSec.Cryptography;

namespace KalshiArb.Kalshi.Signing;

/// <summary>The kinds of keys that the venue takes.</summary>
public enum KeyKind
{
    /// <summary>RSA-PSS with SHA-256 and a salt of 32 bytes.</summary>
    Rsa,
    /// <summary>Ed25519, taken since 2026-09-24.</summary>
    Ed25519,
}

/// <summary>
/// A private key with its id. The key material never leaves this object except as a signature: not as text, not in an
/// exception. Safe for several threads.
/// </summary>
public sealed class ApiKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly Key? _ed25519;
    private readonly Lock _rsaLock = new();

    internal ApiKey(string id, RSA rsa) => (Id, Kind, _rsa) = (id, KeyKind.Rsa, rsa);

    internal ApiKey(string id, Key ed25519) => (Id, Kind, _ed25519) = (id, KeyKind.Ed25519, ed25519);

    /// <summary>The id by which the venue knows it.</summary>
    public string Id { get; }

    /// <summary>Its kind.</summary>
    public KeyKind Kind { get; }

    /// <summary>Signs bytes; base64.</summary>
    public string Sign(ReadOnlySpan<byte> text)
    {
        if (_ed25519 is { } key) return Convert.ToBase64String(SignatureAlgorithm.Ed25519.Sign(key, text));
        // The base library does not promise that one RSA object serves several threads at once.
        lock (_rsaLock) return Convert.ToBase64String(_rsa!.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    /// <summary>The public half, PEM (SubjectPublicKeyInfo): what the venue is given.</summary>
    public string PublicKeyPem()
    {
        if (_rsa is { } rsa) return rsa.ExportSubjectPublicKeyInfoPem() + "\n";
        return PemEncoding.WriteString("PUBLIC KEY", _ed25519!.PublicKey.Export(KeyBlobFormat.PkixPublicKey)) + "\n";
    }

    /// <summary>Kind and id.</summary>
    public override string ToString() => $"{Kind} key {Id}";

    /// <inheritdoc/>
    public void Dispose()
    {
        _rsa?.Dispose();
        _ed25519?.Dispose();
    }
}
