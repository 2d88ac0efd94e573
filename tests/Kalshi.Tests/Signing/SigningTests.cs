using System.Security.Cryptography;
using System.Text;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Signing;
using NSec.Cryptography;

namespace KalshiArb.Kalshi.Tests.Signing;

public sealed class SigningTests : IDisposable
{
    private const string Path = "/trade-api/v2/portfolio/events/orders";

    private readonly string _directory = Directory.CreateTempSubdirectory("kalshi-keys").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void An_RSA_signature_of_timestamp_method_and_path_verifies_with_the_public_key()
    {
        var pair = Write(KeyKind.Rsa);
        using var key = Load(pair);

        var headers = new RequestSigner(key, () => Instant.FromUnixMillis(1_792_539_089_957)).Sign("POST", Path);

        using var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(pair.PublicPath));
        var text = Encoding.ASCII.GetBytes("1792539089957POST/trade-api/v2/portfolio/events/orders");
        Assert.Equal((pair.Id, "1792539089957"), (headers.KeyId, headers.TimestampMs));
        Assert.True(rsa.VerifyData(text, Convert.FromBase64String(headers.Signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        Assert.Equal(File.ReadAllText(pair.PublicPath), key.PublicKeyPem());
    }

    [Fact]
    public void An_Ed25519_signature_verifies_with_the_public_key()
    {
        var pair = Write(KeyKind.Ed25519);
        using var key = Load(pair);

        var headers = new RequestSigner(key, () => Instant.FromUnixMillis(1)).Sign("DELETE", Path);

        var pem = File.ReadAllText(pair.PublicPath);
        var fields = PemEncoding.Find(pem);
        var publicKey = NSec.Cryptography.PublicKey.Import(SignatureAlgorithm.Ed25519, Convert.FromBase64String(pem[fields.Base64Data]), KeyBlobFormat.PkixPublicKey);
        Assert.True(SignatureAlgorithm.Ed25519.Verify(publicKey, Encoding.ASCII.GetBytes("1DELETE" + Path), Convert.FromBase64String(headers.Signature)));
        Assert.Equal(pem, key.PublicKeyPem());
    }

    [Fact]
    public void An_RSA_key_in_PKCS1_is_read()
    {
        using var rsa = RSA.Create(2048);

        using var key = Assert.IsType<KeyReading.Loaded>(KeyReader.FromPem("id-1", rsa.ExportRSAPrivateKeyPem(), "test")).Key;

        Assert.True(rsa.VerifyData("x"u8, Convert.FromBase64String(key.Sign("x"u8)), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)]
    public void A_key_file_that_is_not_its_owners_alone_is_refused_with_what_to_do(UnixFileMode mode)
    {
        var pair = Write(KeyKind.Ed25519);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(pair.PrivatePath, mode);

        var refused = Assert.IsType<KeyReading.Refused>(KeyReader.FromFile(pair.Id, pair.PrivatePath));

        Assert.Contains("chmod 600", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_key_file_is_taken()
    {
        var pair = Write(KeyKind.Ed25519);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(pair.PrivatePath, UnixFileMode.UserRead);

        using var key = Load(pair);

        Assert.Equal(KeyKind.Ed25519, key.Kind);
    }

    [Fact]
    public void A_key_comes_from_the_environment_with_escaped_line_ends()
    {
        var pair = Write(KeyKind.Rsa);
        const string Variable = "KALSHIARB_TEST_KEY_PEM";
        Environment.SetEnvironmentVariable(Variable, File.ReadAllText(pair.PrivatePath).Replace("\n", "\\n", StringComparison.Ordinal));

        using var key = Assert.IsType<KeyReading.Loaded>(KeyReader.FromEnvironment("id-1", Variable)).Key;

        Assert.Equal(KeyKind.Rsa, key.Kind);
        Environment.SetEnvironmentVariable(Variable, null);
        Assert.IsType<KeyReading.Refused>(KeyReader.FromEnvironment("id-1", Variable));
    }

    [Fact]
    public void What_is_no_private_key_is_refused_without_its_text()
    {
        using var small = RSA.Create(1024);
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var broken = rsa.ExportPkcs8PrivateKeyPem().Insert(400, "AAAA");
        string[] texts = ["", "hello", small.ExportPkcs8PrivateKeyPem(), curve.ExportPkcs8PrivateKeyPem(), rsa.ExportSubjectPublicKeyInfoPem(), broken,
            rsa.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))];

        foreach (var text in texts)
        {
            var refused = Assert.IsType<KeyReading.Refused>(KeyReader.FromPem("id-1", text, "the file"));
            Assert.StartsWith("the file", refused.Reason, StringComparison.Ordinal);
            foreach (var line in text.Split('\n').Where(line => line.Length > 20 && !line.StartsWith('-'))) Assert.DoesNotContain(line[..20], refused.ToString(), StringComparison.Ordinal);
        }

        Assert.IsType<KeyReading.Refused>(KeyReader.FromPem("no id!", rsa.ExportPkcs8PrivateKeyPem(), "the file"));
        Assert.IsType<KeyReading.Refused>(KeyReader.FromFile("id-1", System.IO.Path.Combine(_directory, "none.pem")));
    }

    [Fact]
    public void A_key_and_its_signatures_never_show_in_text()
    {
        var pair = Write(KeyKind.Rsa);
        using var key = Load(pair);
        var signer = new RequestSigner(key, () => Instant.FromUnixMillis(1));
        var headers = signer.Sign("GET", Path);

        foreach (var text in new[] { key.ToString(), new KeyReading.Loaded(key).ToString(), signer.ToString()!, pair.ToString(), headers.ToString(), $"{headers}" })
        {
            Assert.DoesNotContain(headers.Signature, text, StringComparison.Ordinal);
            Assert.DoesNotContain("BEGIN", text, StringComparison.Ordinal);
        }

        var members = typeof(ApiKey).GetProperties().Select(property => property.Name);
        Assert.Equal(["Id", "Kind"], members.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_new_pair_overwrites_nothing_and_its_private_half_is_its_owners_alone()
    {
        var pair = Write(KeyKind.Rsa);

        Assert.Null(KeyPairs.TryWrite(_directory, KeyKind.Rsa, out var reason));

        Assert.Contains("no key is overwritten", reason, StringComparison.Ordinal);
        Assert.True(Guid.TryParse(pair.Id, out _));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(pair.PrivatePath));
    }

    [Fact]
    public void A_prepared_request_reads_a_signature_at_most_a_second_old()
    {
        var time = new HandTime();
        var inner = new CountingSigner();
        using var ready = new ReadyHeaders(inner, time, background: false);
        Assert.True(ready.Prepare("POST", Path));

        var first = ready.Sign("POST", Path);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(first, ready.Sign("POST", Path));
        Assert.Equal((1, 2L, 0L), (inner.Count, ready.Served, ready.Late));

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotEqual(first, ready.Sign("POST", Path));
        Assert.Equal((2, 2L, 1L), (inner.Count, ready.Served, ready.Late));

        ready.Renew();
        Assert.Equal("3", ready.Sign("POST", Path).Signature);
        ready.Sign("DELETE", Path);
        Assert.Equal(1, ready.Unprepared);
    }

    [Fact]
    public void A_ready_signature_costs_no_signing_and_no_allocation()
    {
        using var key = Load(Write(KeyKind.Rsa));
        using var ready = new ReadyHeaders(new RequestSigner(key, () => Instant.FromUnixMillis(1)), new HandTime(), background: false);
        ready.Prepare("POST", Path);
        for (var i = 0; i < 1_000; i++) ready.Sign("POST", Path);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) ready.Sign("POST", Path);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(11_000, ready.Served);
    }

    [Fact]
    public void Signatures_are_renewed_in_the_background()
    {
        var inner = new CountingSigner();
        using var ready = new ReadyHeaders(inner);
        ready.Prepare("POST", Path);

        Assert.True(SpinWait.SpinUntil(() => inner.Count >= 3, TimeSpan.FromSeconds(20)));

        ready.Sign("POST", Path);
        Assert.Equal(0, ready.Unprepared);
    }

    [Fact]
    public void No_more_than_a_bounded_number_is_kept_ready()
    {
        using var ready = new ReadyHeaders(new CountingSigner(), new HandTime(), background: false);
        for (var i = 0; i < ReadyHeaders.Capacity; i++) Assert.True(ready.Prepare("PUT", $"/{i}"));

        Assert.False(ready.Prepare("PUT", "/more"));
        ready.Forget("PUT", "/0");
        Assert.True(ready.Prepare("PUT", "/more"));
    }

    private NewKeyPair Write(KeyKind kind)
    {
        var pair = KeyPairs.TryWrite(_directory, kind, out var reason);
        Assert.True(pair is not null, reason);
        return pair;
    }

    private static ApiKey Load(NewKeyPair pair) => Assert.IsType<KeyReading.Loaded>(KeyReader.FromFile(pair.Id, pair.PrivatePath)).Key;

    private sealed class CountingSigner : IRequestSigner
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public SignedHeaders Sign(string method, string path) => new("id", "0", Interlocked.Increment(ref _count).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class HandTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
