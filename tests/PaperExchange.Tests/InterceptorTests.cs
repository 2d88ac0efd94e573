using KalshiArb.PaperExchange.Rest;

namespace KalshiArb.PaperExchange.Tests;

public sealed class InterceptorTests
{
    [Fact]
    public async Task An_interceptor_may_answer_otherwise_after_the_order_was_made()
    {
        await using var venue = await VenueUnderTest.QuietAsync(interceptor: new HtmlAfterAccept());

        var answer = (await venue.OrderAsync(Stage.Celtics, "bid", "0.10", "1", "lost")).With(502);

        Assert.StartsWith("<html>", answer.Text, StringComparison.Ordinal);
        Assert.Equal("lost", (await venue.GetAsync("/portfolio/orders")).Json.GetProperty("orders")[0].GetProperty("client_order_id").GetString());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => venue.DeleteAsync("/portfolio/events/orders"));
    }

    private sealed class HtmlAfterAccept : IRestInterceptor
    {
        public Task<RestReply?> InterceptAsync(RestCall call, Func<RestReply> carryOut, CancellationToken aborted)
        {
            var reply = carryOut();
            return Task.FromResult(call switch
            {
                { Method: "DELETE" } => null,
                { IsWrite: true } => new RestReply(502, "text/html", "<html>Bad Gateway</html>"u8.ToArray()),
                _ => reply,
            });
        }
    }
}
