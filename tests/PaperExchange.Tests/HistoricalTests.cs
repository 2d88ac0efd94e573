namespace KalshiArb.PaperExchange.Tests;

/// <summary>What has settled longer ago than the live window is in the historical lists, and only there.</summary>
public sealed class HistoricalTests
{
    [Fact]
    public async Task A_settled_market_moves_with_its_candles_and_trades_to_the_historical_lists()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        venue.HouseOrder(Stage.Celtics, Domain.Orders.OrderSide.Ask, 40, 5);
        (await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "2.00")).With(201);
        venue.Settle(Stage.Celtics, 100);
        venue.Engine.Read(view => view.Now);
        var range = $"start_ts={Stage.Start.UnixMillis / 1_000}&end_ts={Stage.Start.UnixMillis / 1_000 + 600}&period_interval=1";
        var live = (await venue.PublicAsync($"/series/KXNBAGAME/markets/{Stage.Celtics}/candlesticks?{range}")).With(200);
        var trade = (await venue.PublicAsync($"/markets/trades?ticker={Stage.Celtics}")).With(200).Json.GetProperty("trades")[0];
        Assert.Empty((await venue.PublicAsync("/historical/markets?series_ticker=KXNBAGAME")).With(200).Json.GetProperty("markets").EnumerateArray());
        (await venue.PublicAsync($"/historical/markets/{Stage.Celtics}/candlesticks?{range}")).With(404);

        venue.Clock.Pass(TimeSpan.FromDays(91));

        Assert.DoesNotContain(Tickers(await venue.PublicAsync("/markets?series_ticker=KXNBAGAME")), ticker => ticker == Stage.Celtics);
        (await venue.PublicAsync($"/markets/{Stage.Celtics}")).With(404);
        (await venue.PublicAsync($"/series/KXNBAGAME/markets/{Stage.Celtics}/candlesticks?{range}")).With(404);
        Assert.Empty((await venue.PublicAsync($"/markets/trades?ticker={Stage.Celtics}")).With(200).Json.GetProperty("trades").EnumerateArray());
        Assert.Equal([Stage.Celtics], Tickers(await venue.PublicAsync("/historical/markets?series_ticker=KXNBAGAME")));
        Assert.Equal("yes", (await venue.PublicAsync($"/historical/markets/{Stage.Celtics}")).With(200).At("market.result"));
        Assert.Equal(trade.GetRawText(), (await venue.PublicAsync($"/historical/trades?ticker={Stage.Celtics}")).With(200).Json.GetProperty("trades")[0].GetRawText());
        var old = (await venue.PublicAsync($"/historical/markets/{Stage.Celtics}/candlesticks?{range}")).With(200);
        // The evening has gone on since: what was there is there, and quiet minutes after it.
        Assert.InRange(live.Json.GetProperty("candlesticks").GetArrayLength(), 2, old.Json.GetProperty("candlesticks").GetArrayLength());
        foreach (var (before, after) in live.Json.GetProperty("candlesticks").EnumerateArray().Zip(old.Json.GetProperty("candlesticks").EnumerateArray()))
        {
            Assert.Equal(before.GetProperty("yes_ask").GetProperty("close_dollars").GetString(), after.GetProperty("yes_ask").GetProperty("close").GetString());
            Assert.Equal(before.GetProperty("volume_fp").GetString(), after.GetProperty("volume").GetString());
            Assert.Equal(before.GetProperty("price").TryGetProperty("close_dollars", out var close) ? close.GetString() : null, after.GetProperty("price").GetProperty("close").GetString());
        }
    }

    [Fact]
    public async Task The_cutoff_stands_on_the_hour_three_months_back_and_filters_exclude_each_other()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        venue.Clock.Pass(TimeSpan.FromMinutes(95));

        var cutoff = DateTimeOffset.Parse((await venue.PublicAsync("/historical/cutoff")).With(200).At("market_settled_ts"), null);

        Assert.Equal(0, cutoff.ToUnixTimeSeconds() % 3_600);
        var expected = (Stage.Start + TimeSpan.FromMinutes(95) - TimeSpan.FromDays(90)).ToDateTimeOffset();
        Assert.True(cutoff <= expected && expected < cutoff + TimeSpan.FromHours(1), $"{cutoff} is not the hour of {expected}");
        (await venue.PublicAsync("/historical/markets?series_ticker=KXNBAGAME&event_ticker=KXNBAGAME-26OCT17BOSNYK")).With(400);
    }

    private static string[] Tickers(Answer answer) => [.. answer.With(200).Json.GetProperty("markets").EnumerateArray().Select(market => market.GetProperty("ticker").GetString()!)];
}
