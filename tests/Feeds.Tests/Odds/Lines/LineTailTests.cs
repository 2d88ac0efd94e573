using System.Text;
using KalshiArb.Feeds.Odds.Lines;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Tests.Odds.Lines;

public sealed class LineTailTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lines-").FullName;
    private readonly LineTail _tail;

    public LineTailTests() => _tail = new LineTail(Path);

    private string Path => System.IO.Path.Combine(_folder, "odds.jsonl");

    public void Dispose()
    {
        _tail.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Append(string text) => File.AppendAllText(Path, text);

    private async Task<FeedReply> LookAsync() => await _tail.AskAsync(new FeedRequest(new Uri(Path), "file", Lines: true), default);

    private async Task<string> LinesAsync() => await LookAsync() is FeedReply.Answer answer ? Encoding.UTF8.GetString(answer.Body.Span) : "";

    [Fact]
    public async Task What_stood_in_the_file_before_is_no_news_and_what_is_appended_is()
    {
        Append("old\n");
        Assert.IsType<FeedReply.Unchanged>(await LookAsync());

        Append("a\nb\n");
        Assert.Equal("a\nb\n", await LinesAsync());
        Assert.IsType<FeedReply.Unchanged>(await LookAsync());
    }

    [Fact]
    public async Task A_line_is_read_when_its_end_is_there_and_not_before()
    {
        Append("old\nhalf of an old");
        await LookAsync();
        Append(" line\nwho");
        Assert.Equal("", await LinesAsync());
        Append("le\n");
        Assert.Equal("whole\n", await LinesAsync());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_failure_and_is_read_from_where_it_stands_when_it_appears()
    {
        Assert.Equal("the file is not there", Assert.IsType<FeedReply.Failed>(await LookAsync()).Reason);
        Append("a\n");
        await LookAsync();
        Append("b\n");
        Assert.Equal("b\n", await LinesAsync());
    }

    [Fact]
    public async Task A_file_that_is_rotated_is_read_to_its_end_and_the_new_one_from_its_beginning()
    {
        Append("one\n");
        await LookAsync();
        Append("two\n");
        File.Move(Path, Path + ".1");
        Append("three\nlonger than the first file was\n");

        Assert.Equal("two\n", await LinesAsync());
        Assert.Equal("three\nlonger than the first file was\n", await LinesAsync());
        Append("four\n");
        Assert.Equal("four\n", await LinesAsync());
    }

    [Fact]
    public async Task A_file_that_is_cut_and_written_anew_is_read_from_its_beginning()
    {
        Append("one\ntwo\nthree\n");
        await LookAsync();
        File.WriteAllText(Path, "a\n");

        Assert.Equal("a\n", await LinesAsync());
    }

    [Fact]
    public async Task A_line_without_an_end_is_passed_over_once_it_is_longer_than_any_line_may_be()
    {
        Append("old\n");
        await LookAsync();
        Append(new string('x', OddsLine.MaxBytes + 10));
        Assert.Equal($"{OddsLine.MaxBytes + 10}", Assert.IsType<FeedReply.Answer>(await LookAsync()).Headers.Find(LineTail.SkippedHeader));
        Append("still the same line\nnext\n");
        Assert.Equal("next\n", await LinesAsync());
    }

    [Fact]
    public async Task A_file_that_grew_beyond_bounds_is_read_from_its_last_part_and_says_what_was_passed_over()
    {
        Append("old\n");
        await LookAsync();
        var line = new string('x', 1_023) + "\n";
        Append(string.Concat(Enumerable.Repeat(line, 5 << 10)));

        var answer = Assert.IsType<FeedReply.Answer>(await LookAsync());
        Assert.Equal(LineTail.LookBytes / 1_024 - 1, answer.Body.Length / 1_024);
        Assert.Equal($"{(5L << 20) - LineTail.LookBytes}", answer.Headers.Find(LineTail.SkippedHeader));
        Append("a\n");
        Assert.Equal("a\n", await LinesAsync());
    }
}
