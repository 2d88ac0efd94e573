using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Host.Configuration;

namespace KalshiArb.Host.Tests;

public sealed class ExchangeSettingsTests
{
    private const string Pem = "-----BEGIN PRIVATE KEY-----MC4CAQAwBQYDK2VwBCIEIH-----END PRIVATE KEY-----";

    private static ConfigurationResult Load(params string[] overrides) => ConfigurationLoader.Load([Path.Combine(Repository.Root, "hocon.conf")], overrides);

    [Fact]
    public void Each_mode_asks_the_hosts_of_its_environment_and_a_dry_run_the_live_ones()
    {
        var hosts = Load().Settings!.Exchange.Hosts;

        Assert.Equal("https://external-api.demo.kalshi.co/trade-api/v2", hosts.Of(TradingMode.Demo)!.Rest.ToString());
        Assert.Equal("wss://external-api-ws.demo.kalshi.co/trade-api/ws/v2", hosts.Of(TradingMode.Demo)!.Stream.ToString());
        Assert.Equal("https://external-api.kalshi.com/trade-api/v2", hosts.Of(TradingMode.Live)!.Rest.ToString());
        Assert.Equal(hosts.Of(TradingMode.Live), hosts.Of(TradingMode.DryRun));
        Assert.Null(hosts.Of(TradingMode.Paper));
        Assert.Null(hosts.Of(TradingMode.Replay));
    }

    [Theory]
    [InlineData("exchange.hosts.demo.rest=https://external-api.kalshi.com/trade-api/v2")]
    [InlineData("exchange.hosts.live.rest=https://external-api.demo.kalshi.co/trade-api/v2")]
    [InlineData("exchange.hosts.live.rest=https://kalshi.com.example.org/trade-api/v2")]
    [InlineData("exchange.hosts.live.rest=https://notkalshi.com/trade-api/v2")]
    [InlineData("exchange.hosts.live.rest=http://external-api.kalshi.com/trade-api/v2")]
    [InlineData("exchange.hosts.live.rest=https://external-api.kalshi.com/")]
    [InlineData("exchange.hosts.live.rest=https://user@external-api.kalshi.com/trade-api/v2")]
    [InlineData("exchange.hosts.live.stream=https://external-api-ws.kalshi.com/trade-api/ws/v2")]
    [InlineData("exchange.hosts.demo.rest=")]
    [InlineData("exchange.hosts.paper.rest=https://external-api.kalshi.com/trade-api/v2")]
    [InlineData("exchange.hosts.paper.rest=http://127.0.0.1:9000/trade-api/v2")]
    public void An_environment_never_has_the_hosts_of_another_nor_clear_text_beyond_this_machine(string set) =>
        Assert.Contains(Load(set).Problems, p => p.Path.StartsWith("kalshiarb.exchange.hosts", StringComparison.Ordinal));

    [Theory]
    [InlineData("demo")]
    [InlineData("live")]
    [InlineData("paper")]
    public void Every_environment_can_be_played_by_an_exchange_on_this_machine(string environment)
    {
        var result = Load($"exchange.hosts.{environment}.rest=http://127.0.0.1:9000/trade-api/v2", $"exchange.hosts.{environment}.stream=ws://127.0.0.1:9000/trade-api/ws/v2");

        Assert.Empty(result.Problems);
    }

    [Theory]
    [InlineData("exchange.key-file=" + Pem)]
    [InlineData("exchange.key-id=" + Pem)]
    [InlineData("exchange.key=" + Pem)]
    [InlineData(Pem)]
    public void A_private_key_written_into_a_setting_is_refused_and_shown_nowhere(string set)
    {
        var result = Load(set);

        Assert.NotEmpty(result.Problems);
        Assert.DoesNotContain(result.Problems, p => (p.Path + p.Value + p.Allowed + p.Message).Contains("MC4CAQ", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Table, r => (r.Value + r.Source).Contains("MC4CAQ", StringComparison.Ordinal));
    }

    [Fact]
    public void Live_starts_with_the_limits_of_the_first_day_for_every_series()
    {
        var result = Load("mode=live");

        var settings = result.Settings!;
        Assert.Equal(LimitProfile.FirstDay, settings.Limits.Profile);
        Assert.Equal((Money.FromDollars(100), 2), (settings.Decision.Account.MaxExposure, settings.Decision.Account.MaxMarkets));
        foreach (var limits in settings.Decision.BySeries.Values.Append(settings.Decision.Default).Select(s => s.Limits))
        {
            Assert.Equal((Quantity.FromContracts(1), Quantity.FromContracts(1)), (limits.MaxContracts, limits.MaxOrderContracts));
            Assert.Equal((Money.FromDollars(100), 2), (limits.MaxExposureSport, limits.MaxPositionsSport));
        }
        var shown = result.Table.Single(r => r.Path == "kalshiarb.risk.account.max-exposure");
        Assert.Equal(("100", "limits.first-day"), (shown.Value, shown.Source));
    }

    [Theory]
    [InlineData("paper")]
    [InlineData("demo")]
    [InlineData("dry-run")]
    public void Without_real_money_the_limits_are_as_written(string mode)
    {
        var settings = Load($"mode={mode}").Settings!;

        Assert.Equal(LimitProfile.Full, settings.Limits.Profile);
        Assert.Equal(Money.FromDollars(500), settings.Decision.Account.MaxExposure);
    }

    [Fact]
    public void A_profile_never_raises_a_limit_that_is_tighter()
    {
        var settings = Load("limits.profile=ramp", "risk.account.max-exposure=50", "strategies.series.KXNFLGAME.limits.max-contracts=2", "strategies.series.KXNFLGAME.limits.max-order-contracts=2").Settings!;

        Assert.Equal(Money.FromDollars(50), settings.Decision.Account.MaxExposure);
        Assert.Equal(Quantity.FromContracts(2), settings.Decision.For(new SeriesTicker("KXNFLGAME")).Limits.MaxContracts);
        Assert.Equal(Quantity.FromContracts(5), settings.Decision.Default.Limits.MaxContracts);
    }

    [Theory]
    [InlineData("limits.first-day.max-exposure=101")]
    [InlineData("limits.first-day.max-markets=3")]
    [InlineData("limits.first-day.max-contracts=2")]
    [InlineData("limits.profile=plain")]
    [InlineData("exchange.account-tag=KA")]
    [InlineData("limits.evidence=relative/path")]
    public void What_would_let_the_first_day_out_or_could_not_be_sent_is_refused(string set) => Assert.Single(Load(set).Problems);
}
