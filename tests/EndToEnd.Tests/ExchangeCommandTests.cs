using System.Net;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>The venue as a process of its own.</summary>
public sealed class ExchangeCommandTests
{
    [Fact]
    public async Task A_venue_serves_until_it_is_told_to_stop_and_goes_on_with_its_state()
    {
        using var folder = new StateFolder();
        var made = (await Kalshiarb.RunAsync("keys", "new", folder["keys"], "--type", "ed25519")).With(0);
        var key = made.Output.Split('\n').Single(line => line.Contains("--key ", StringComparison.Ordinal)).Split("--key ")[1].Trim();
        var state = folder.State;
        await using (var venue = Kalshiarb.Start("exchange", "--slate", "7", "--state", state, "--key", key))
        {
            var line = await venue.UntilAsync("exchange http://127.0.0.1:");
            Assert.Contains("slate seed 7, 25 markets", line, StringComparison.Ordinal);
            using var http = new HttpClient { BaseAddress = new Uri(line.Split(' ')[1]) };
            Assert.Contains("\"trading_active\":true", await http.GetStringAsync("/trade-api/v2/exchange/status"), StringComparison.Ordinal);
            using var unsigned = await http.GetAsync("/trade-api/v2/portfolio/balance");
            Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
            (await Kalshiarb.RunAsync("exchange", "--slate", "7", "--state", state)).With(3);
            venue.Signal("TERM");
            (await venue.EndAsync()).With(0);
        }

        Assert.Contains("\"world\":\"slate\"", await File.ReadAllTextAsync(VenueFile.PathOf(state)), StringComparison.Ordinal);
        (await Kalshiarb.RunAsync("exchange", "--slate", "8", "--state", state)).With(3);
        await using var again = Kalshiarb.Start("exchange", "--slate", "7", "--state", state);
        await again.UntilAsync("commands carried out again");
        again.Signal("INT");
        (await again.EndAsync()).With(0);
    }

    [Fact]
    public async Task Wrong_options_are_refused_with_what_was_wrong()
    {
        using var folder = new StateFolder();
        Assert.Contains("loopback", (await Kalshiarb.RunAsync("exchange", "--address", "0.0.0.0")).With(2).Error, StringComparison.Ordinal);
        Assert.Contains("ID=PUBLIC.pem", (await Kalshiarb.RunAsync("exchange", "--key", "nothing")).With(2).Error, StringComparison.Ordinal);
        Assert.Contains("cannot be read", (await Kalshiarb.RunAsync("exchange", "--key", "a=" + folder["none.pem"])).With(2).Error, StringComparison.Ordinal);
        Assert.Contains("--speed", (await Kalshiarb.RunAsync("exchange", "--speed", "0")).With(2).Error, StringComparison.Ordinal);
        (await Kalshiarb.RunAsync("keys", "new", folder["k"])).With(0);
        Assert.Contains("overwritten", (await Kalshiarb.RunAsync("keys", "new", folder["k"])).With(3).Error, StringComparison.Ordinal);
        var secret = Directory.GetFiles(folder["k"], "*private*").Single();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secret));
        Assert.Contains("private key", (await Kalshiarb.RunAsync("exchange", "--key", "a=" + secret)).With(2).Error, StringComparison.Ordinal);
    }
}
