using System.Text;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Tests.Polling;

public class HttpFetcherTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private static readonly PollTerms Terms = new(TimeSpan.FromSeconds(10), 1_000, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), 0);

    private static async Task<FeedReply> AskAsync(FakeReply answer, PollTerms? terms = null, bool lines = false)
    {
        using var server = new FakeServer(_ => answer);
        using var fetcher = new HttpFetcher(terms ?? Terms, "test");
        return await fetcher.AskAsync(new FeedRequest(server.At($"/x?apiKey={Secret}"), "x", lines), default);
    }

    private static async Task<FeedReply.Failed> FailAsync(FakeReply answer, PollTerms? terms = null) => Assert.IsType<FeedReply.Failed>(await AskAsync(answer, terms));

    [Fact]
    public async Task A_whole_answer_has_its_bytes_and_what_it_says_of_itself()
    {
        var answer = Assert.IsType<FeedReply.Answer>(await AskAsync(new FakeReply(200, "[1]")
        {
            Headers = [("Date", "Sat, 28 Nov 2026 12:00:30 GMT"), ("Last-Modified", "Sat, 28 Nov 2026 12:00:00 GMT"), ("X-Requests-Remaining", "17")],
        }));

        Assert.Equal("[1]", Encoding.UTF8.GetString(answer.Body.Span));
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero)), answer.Headers.Stamp);
        Assert.Equal("17", answer.Headers.Find("x-requests-remaining"));
    }

    [Fact]
    public async Task Without_a_date_an_answer_has_no_stamp() =>
        Assert.Null(Assert.IsType<FeedReply.Answer>(await AskAsync(new FakeReply(200, "[1]"))).Headers.Stamp);

    [Fact]
    public async Task A_compressed_answer_is_read_and_its_limit_is_that_of_what_it_holds()
    {
        var whole = Assert.IsType<FeedReply.Answer>(await AskAsync(new FakeReply(200, new string('7', 1_000)) { Gzip = true }));
        Assert.Equal(1_000, whole.Body.Length);

        Assert.Contains("above the limit of 1000", (await FailAsync(new FakeReply(200, new string('7', 2_000_000)) { Gzip = true })).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_whether_its_length_is_announced_or_not()
    {
        Assert.Contains("a body of 1001 bytes", (await FailAsync(new FakeReply(200, new string('7', 1_001)))).Reason, StringComparison.Ordinal);
        Assert.Contains("above the limit of 1000", (await FailAsync(new FakeReply(200, new string('7', 1_001)) { WithoutLength = true })).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_answer_is_no_answer(bool inBody)
    {
        var failed = await FailAsync(inBody ? new FakeReply(200, "[1,2,3,4]") { CutAt = 4 } : new FakeReply(200, "[]") { CutBeforeReply = true });

        Assert.StartsWith("no answer", failed.Reason, StringComparison.Ordinal);
        Assert.Null(failed.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_does_not_answer_or_stops_in_the_middle_is_given_up(bool stalls)
    {
        var failed = await FailAsync(new FakeReply(200, "[1,2,3]") { Silent = !stalls, Stalls = stalls }, Terms with { Timeout = TimeSpan.FromMilliseconds(200) });

        Assert.Equal("no whole answer within 0.2 s", failed.Reason);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task An_answer_of_another_type_is_refused(string? type) =>
        Assert.Contains("content type", (await FailAsync(new FakeReply(200, "[]") { ContentType = type })).Reason, StringComparison.Ordinal);

    [Fact]
    public async Task JSON_lines_are_taken_only_where_lines_were_asked_for()
    {
        var lines = new FakeReply(200, "{}") { ContentType = "application/x-ndjson" };

        Assert.IsType<FeedReply.Answer>(await AskAsync(lines, lines: true));
        Assert.IsType<FeedReply.Failed>(await AskAsync(lines));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_status_other_than_200_is_a_failure_with_its_body_and_headers(int status)
    {
        var failed = await FailAsync(new FakeReply(status, """{"message":"no"}""") { Headers = [("Retry-After", "7"), ("Location", "http://127.0.0.1:1/")] });

        Assert.Equal(($"status {status}", status, """{"message":"no"}"""), (failed.Reason, failed.Status, Encoding.UTF8.GetString(failed.Body.Span)));
        Assert.Equal(TimeSpan.FromSeconds(7), failed.Headers.RetryAfter(Instant.Never));
    }

    [Fact]
    public async Task The_next_question_says_what_is_known_and_an_unchanged_answer_is_told_apart()
    {
        using var server = new FakeServer(request => request.Headers.TryGetValue("If-None-Match", out var tag) && tag == "\"v1\""
            ? new FakeReply(304, "")
            : new FakeReply(200, "[]") { Headers = [("ETag", "\"v1\""), ("Last-Modified", "Sat, 28 Nov 2026 12:00:00 GMT")] });
        using var fetcher = new HttpFetcher(Terms, "test");
        var request = new FeedRequest(server.At("/x"), "x");

        Assert.IsType<FeedReply.Answer>(await fetcher.AskAsync(request, default));
        Assert.IsType<FeedReply.Unchanged>(await fetcher.AskAsync(request, default));
        Assert.Equal("Sat, 28 Nov 2026 12:00:00 GMT", server.Seen[1].Headers["If-Modified-Since"]);
        Assert.IsType<FeedReply.Answer>(await fetcher.AskAsync(request with { Label = "another" }, default));
        fetcher.Forget("x");
        Assert.IsType<FeedReply.Answer>(await fetcher.AskAsync(request, default));
    }

    [Fact]
    public async Task Unchanged_since_nothing_is_a_failure() =>
        Assert.Contains("did not ask", (await FailAsync(new FakeReply(304, ""))).Reason, StringComparison.Ordinal);

    [Fact]
    public async Task No_message_holds_the_address_which_may_hold_a_key()
    {
        using var gone = new HttpFetcher(Terms, "test");
        FeedReply[] replies =
        [
            await gone.AskAsync(new FeedRequest(new Uri($"http://127.0.0.1:9/x?apiKey={Secret}"), "x"), default),
            await AskAsync(new FakeReply(500, "")), await AskAsync(new FakeReply(200, "[]") { CutAt = 1 }), await AskAsync(new FakeReply(200, "[]") { ContentType = "text/html" }),
        ];

        foreach (var reply in replies)
        {
            Assert.DoesNotContain(Secret, reply.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("apiKey", ((FeedReply.Failed)reply).Reason, StringComparison.Ordinal);
        }

        Assert.Equal("no connection: ConnectionRefused", ((FeedReply.Failed)replies[0]).Reason);
        Assert.DoesNotContain(Secret, new FeedRequest(new Uri($"http://x/?apiKey={Secret}"), "x").ToString(), StringComparison.Ordinal);
    }
}
