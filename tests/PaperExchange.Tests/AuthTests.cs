using System.Text;
using KalshiArb.PaperExchange.Auth;
using NSec.Cryptography;

namespace KalshiArb.PaperExchange.Tests;

public sealed class AuthTests
{
    private const string Balance = "/trade-api/v2/portfolio/balance";

    [Theory]
    [InlineData(0, 200)]
    [InlineData(-8, 200)]
    [InlineData(28, 200)]
    [InlineData(-12, 401)]
    [InlineData(33, 401)]
    public async Task A_time_stamp_may_be_ten_seconds_old_and_thirty_ahead(int skewSeconds, int status)
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Balance);
        VenueUnderTest.Sign(request, Balance, TimeSpan.FromSeconds(skewSeconds));

        var answer = (await venue.SendAsync(request)).With(status);

        if (status == 401) Assert.Equal("""{"error":{"code":"header_timestamp_expired","message":"header timestamp expired"}}""", answer.Text);
    }

    [Fact]
    public async Task The_three_other_refusals_have_the_recorded_bodies()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        using var missing = new HttpRequestMessage(HttpMethod.Get, Balance);
        Assert.Equal(
            """{"error":{"code":"signature_is_missing_from_headers","message":"signature is missing from headers"}}""", (await venue.SendAsync(missing)).With(401).Text);

        using var unknown = new HttpRequestMessage(HttpMethod.Get, Balance);
        VenueUnderTest.Sign(unknown, Balance, key: "nobody");
        Assert.Equal(
            """{"error":{"code":"authentication_error","message":"authentication_error","details":"NOT_FOUND"}}""", (await venue.SendAsync(unknown)).With(401).Text);

        using var wrong = new HttpRequestMessage(HttpMethod.Get, Balance);
        VenueUnderTest.Sign(wrong, "/portfolio/balance");
        Assert.Equal(
            """{"error":{"code":"authentication_error","message":"authentication_error","details":"INCORRECT_API_KEY_SIGNATURE"}}""", (await venue.SendAsync(wrong)).With(401).Text);

        using var query = new HttpRequestMessage(HttpMethod.Get, Balance + "?exchange_index=3");
        VenueUnderTest.Sign(query, Balance);
        (await venue.SendAsync(query)).With(200);
    }

    [Fact]
    public async Task Market_data_needs_no_signature_but_private_reads_and_the_stream_do()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        (await venue.PublicAsync("/markets")).With(200);
        (await venue.PublicAsync("/portfolio/orders")).With(401);
        using var stream = new HttpRequestMessage(HttpMethod.Get, "/trade-api/ws/v2");
        (await venue.SendAsync(stream)).With(401);
    }

    [Fact]
    public void An_edwards_key_verifies_and_a_private_or_broken_key_is_refused()
    {
        using var keys = new KeyRing();
        using var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        var text = Encoding.UTF8.GetBytes("1GET/trade-api/v2/portfolio/balance");
        Assert.True(keys.TryAdd("ed", Encoding.UTF8.GetString(key.Export(KeyBlobFormat.PkixPublicKeyText)), out var reason), reason);

        Assert.True(keys.Verify("ed", Encoding.UTF8.GetString(text), SignatureAlgorithm.Ed25519.Sign(key, text)));
        Assert.False(keys.Verify("ed", "2" + Encoding.UTF8.GetString(text), SignatureAlgorithm.Ed25519.Sign(key, text)));
        Assert.Null(keys.Verify("other", "x", []));
        Assert.Equal("ed25519", keys.TypeOf("ed"));
        Assert.False(keys.TryAdd("private", Encoding.UTF8.GetString(key.Export(KeyBlobFormat.PkixPrivateKeyText)), out reason));
        Assert.Contains("private", reason, StringComparison.Ordinal);
        Assert.False(keys.TryAdd("broken", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", out _));
        Assert.False(keys.TryAdd("ed", VenueUnderTest.PublicPem, out _));
    }
}
