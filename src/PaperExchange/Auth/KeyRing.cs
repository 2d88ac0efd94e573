using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace KalshiArb.PaperExchange.Auth;

/// <summary>
/// The registered public keys by their ids. An id belongs to one key; RSA (2048 bits and more) and Ed25519 are known, as at the
/// venue since 2026-09-24. It is filled before the server starts and only read afterwards.
/// </summary>
public sealed class KeyRing : IDisposable
{
    private const int MaxPem = 16_384;
    private const int MinRsaBits = 2_048;

    private readonly SortedDictionary<string, RegisteredKey> _keys = new(StringComparer.Ordinal);

    /// <summary>The ids in order.</summary>
    public IEnumerable<string> Ids => _keys.Keys;

    /// <summary>rsa or ed25519; null for an id that is not registered.</summary>
    public string? TypeOf(string id) => _keys.GetValueOrDefault(id)?.Type;

    /// <summary>Registers a public key in PEM (SubjectPublicKeyInfo, or PKCS#1 for RSA); false with the reason when it is none.</summary>
    public bool TryAdd(string id, string pem, out string reason)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(pem);
        if (id.Length is 0 or > 64 || id.AsSpan().ContainsAnyExceptInRange('!', '~')) return No("a key id has 1 to 64 printable characters without blanks", out reason);
        if (pem.Length > MaxPem) return No($"a public key of more than {MaxPem} characters", out reason);
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) return No("this is a private key; the venue wants the public one", out reason);
        if (_keys.ContainsKey(id)) return No($"the id {id} is registered already", out reason);
        if (Read(pem) is not { } key) return No("no RSA key of at least 2048 bits and no Ed25519 public key in PEM", out reason);
        _keys.Add(id, key);
        reason = "";
        return true;
    }

    /// <summary>Verifies a signature over a text; null for an unknown id.</summary>
    public bool? Verify(string id, string text, ReadOnlySpan<byte> signature) => _keys.GetValueOrDefault(id)?.Verify(Encoding.UTF8.GetBytes(text), signature);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
    }

    private static RegisteredKey? Read(string pem)
    {
        if (PublicKey.TryImport(SignatureAlgorithm.Ed25519, Encoding.UTF8.GetBytes(pem.Trim() + "\n"), KeyBlobFormat.PkixPublicKeyText, out var edwards))
            return new EdwardsKey(edwards!);
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            if (rsa.KeySize >= MinRsaBits) return new RsaKey(rsa);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // Not an RSA key either: said by the caller.
        }

        rsa.Dispose();
        return null;
    }

    private static bool No(string why, out string reason)
    {
        reason = why;
        return false;
    }

    private abstract class RegisteredKey(string type) : IDisposable
    {
        public string Type => type;

        public abstract bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature);

        public abstract void Dispose();
    }

    // RSA objects are not promised to be safe for several threads.
    private sealed class RsaKey(RSA rsa) : RegisteredKey("rsa")
    {
        private readonly Lock _lock = new();

        public override bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
        {
            // PSS with a salt as long as the digest, the only length that .NET makes; the venue asks for the same.
            lock (_lock) return rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }

        public override void Dispose() => rsa.Dispose();
    }

    private sealed class EdwardsKey(PublicKey key) : RegisteredKey("ed25519")
    {
        public override bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => SignatureAlgorithm.Ed25519.Verify(key, text, signature);

        public override void Dispose()
        {
        }
    }
}
