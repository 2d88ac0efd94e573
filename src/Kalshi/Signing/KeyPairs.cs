using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace KalshiArb.Kalshi.Signing;

/// <summary>A key pair that was made.</summary>
/// <param name="Id">Its id, a UUID of our making: for a venue of our own. Kalshi gives an id of its own when a public key is registered there.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="PrivatePath">The private key's file, PKCS#8, mode 0600.</param>
/// <param name="PublicPath">The public key's file, SubjectPublicKeyInfo.</param>
public sealed record NewKeyPair(string Id, KeyKind Kind, string PrivatePath, string PublicPath);

/// <summary>Makes key pairs.</summary>
public static class KeyPairs
{
    /// <summary>The private key's file name.</summary>
    public const string PrivateFile = "kalshi-private.pem";

    /// <summary>The public key's file name.</summary>
    public const string PublicFile = "kalshi-public.pem";

    private const int RsaBits = 2_048;

    /// <summary>
    /// Makes a key pair and writes it to a directory, which is made when it is not there. Null with the reason when a file of
    /// that name exists (no key is ever overwritten) or cannot be written.
    /// </summary>
    public static NewKeyPair? TryWrite(string directory, KeyKind kind, out string reason)
    {
        var (privatePem, publicPem) = Make(kind);
        var pair = new NewKeyPair(Guid.NewGuid().ToString("D"), kind, Path.Combine(directory, PrivateFile), Path.Combine(directory, PublicFile));
        try
        {
            Directory.CreateDirectory(directory);
            if (File.Exists(pair.PublicPath))
            {
                reason = $"{pair.PublicPath} exists; no key is overwritten.";
                return null;
            }

            Write(pair.PrivatePath, privatePem, secret: true);
            Write(pair.PublicPath, publicPem, secret: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = File.Exists(pair.PrivatePath) ? $"{pair.PrivatePath} exists; no key is overwritten." : $"{directory} cannot be written ({e.GetType().Name}).";
            return null;
        }

        reason = "";
        return pair;
    }

    private static (string Private, string Public) Make(KeyKind kind)
    {
        if (kind == KeyKind.Rsa)
        {
            using var rsa = RSA.Create(RsaBits);
            return (rsa.ExportPkcs8PrivateKeyPem() + "\n", rsa.ExportSubjectPublicKeyInfoPem() + "\n");
        }

        using var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        return (
            PemEncoding.WriteString("PRIVATE KEY", key.Export(KeyBlobFormat.PkixPrivateKey)) + "\n",
            PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Export(KeyBlobFormat.PkixPublicKey)) + "\n");
    }

    private static void Write(string path, string text, bool secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | (secret ? UnixFileMode.None : UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        using var stream = new FileStream(path, options);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
