using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.PaperExchange.Faults;
using Microsoft.AspNetCore.Http;

namespace KalshiArb.PaperExchange.Tests.Faults;

public sealed class FaultBoardTests
{
    private Instant _now = Stage.Start;

    [Fact]
    public void The_same_seed_strikes_at_the_same_opportunities()
    {
        Assert.Equal(Strikes(1), Strikes(1));
        Assert.NotEqual(Strikes(1), Strikes(2));
        Assert.InRange(Strikes(1).Count(struck => struck), 20, 80);

        List<bool> Strikes(ulong seed)
        {
            var board = new FaultBoard(seed, () => _now);
            board.Arm(new FaultSpec(FaultKind.Latency) { Probability = 0.25 });
            return [.. Enumerable.Range(0, 200).Select(_ => board.Take(FaultKind.Latency, "GET /x") is not null)];
        }
    }

    [Fact]
    public void Counting_routes_and_ends_hold()
    {
        var board = new FaultBoard(1, () => _now);
        board.Arm(new FaultSpec(FaultKind.Latency) { Every = 3, Count = 2, Route = "/portfolio", Until = Stage.Start + TimeSpan.FromSeconds(1) });
        Assert.Null(board.Take(FaultKind.Latency, "GET /markets"));
        Assert.Equal([3, 6], Enumerable.Range(1, 12).Where(_ => board.Take(FaultKind.Latency, "GET /portfolio/orders") is not null));
        board.Arm(new FaultSpec(FaultKind.DroppedReply) { Until = Stage.Start + TimeSpan.FromSeconds(1) });
        Assert.NotNull(board.Take(FaultKind.DroppedReply, "POST /x"));
        _now = Stage.Start + TimeSpan.FromSeconds(2);
        Assert.Null(board.Take(FaultKind.DroppedReply, "POST /x"));
        Assert.Equal((2L, 1L), (board.Struck(FaultKind.Latency), board.Struck(FaultKind.DroppedReply)));
    }

    [Fact]
    public void A_route_with_a_dollar_at_its_end_is_meant_as_a_whole()
    {
        var board = new FaultBoard(1, () => _now);
        board.Arm(new FaultSpec(FaultKind.Latency) { Route = "DELETE /portfolio/events/orders$" });
        Assert.Null(board.Take(FaultKind.Latency, "DELETE /portfolio/events/orders/batched"));
        Assert.Null(board.Take(FaultKind.Latency, "POST /portfolio/events/orders"));
        Assert.NotNull(board.Take(FaultKind.Latency, "DELETE /portfolio/events/orders"));
        board.Arm(new FaultSpec(FaultKind.DroppedReply) { Route = "/portfolio/events/orders$" });
        Assert.NotNull(board.Take(FaultKind.DroppedReply, "POST /portfolio/events/orders"));
        Assert.Null(board.Take(FaultKind.DroppedReply, "POST /portfolio/events/orders/batched"));
    }

    [Theory]
    [InlineData("latency:probability=0.5,delay_ms=20", true)]
    [InlineData("error_after_accept:every=10,status=500,route=POST /portfolio/events/orders", true)]
    [InlineData("latency:probability=2", false)]
    [InlineData("latency:probability=0.5,every=2", false)]
    [InlineData("latency:colour=red", false)]
    [InlineData("boredom", false)]
    public void The_command_lines_form_is_read_or_refused(string text, bool good)
    {
        Assert.Equal(good, FaultSpec.TryParse(text, out _, out var reason));
        Assert.Equal(good, reason is null);
    }

    [Fact]
    public async Task Faults_are_armed_and_ended_over_http_all_or_none()
    {
        var board = new FaultBoard(5, () => _now);
        var (status, state) = await CallAsync(board, "POST", """{"faults":[{"kind":"latency","count":2},{"kind":"boredom"}]}""");
        Assert.Equal((400, 0), (status, board.Specs.Length));
        (status, state) = await CallAsync(board, "POST", """{"faults":[{"kind":"latency","count":2,"delay_ms":5},{"kind":"stale_read","until":"2026-10-18T00:00:00Z"}]}""");
        Assert.Equal((200, 2), (status, state.GetProperty("faults").GetArrayLength()));
        board.Take(FaultKind.Latency, "GET /x");
        (_, state) = await CallAsync(board, "GET", "");
        Assert.Equal(1, state.GetProperty("injected").GetProperty("latency").GetInt32());
        (_, state) = await CallAsync(board, "DELETE", "");
        Assert.Equal((0, 1), (state.GetProperty("faults").GetArrayLength(), state.GetProperty("injected").GetProperty("latency").GetInt32()));
    }

    private static async Task<(int Status, JsonElement State)> CallAsync(FaultBoard board, string method, string body)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Response.Body = new MemoryStream();
        await FaultEndpoint.ServeAsync(context, board);
        context.Response.Body.Position = 0;
        using var document = await JsonDocument.ParseAsync(context.Response.Body);
        return (context.Response.StatusCode, document.RootElement.Clone());
    }
}
