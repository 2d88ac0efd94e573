using CsCheck;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Tests;

public class FilesTests
{
    [Fact]
    public void Quoted_fields_read_back_as_written() =>
        Gen.Char["ab,\" x"].Array[0, 6].Select(c => new string(c)).Array[1, 5].Sample(fields =>
            Assert.Equal(fields, Csv.Split(string.Join(',', fields.Select(f => '"' + f.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')))));

    [Theory]
    [InlineData("a,\"b")]
    [InlineData("a,b\"c")]
    [InlineData("\"a\"b,c")]
    public void A_stray_quote_is_refused(string line) => Assert.Null(Csv.Split(line));

    [Theory]
    [InlineData("2026-07-05T06:15:27+00:00", 1_783_232_127_000_000)]
    [InlineData("2026-07-05T06:15:27Z", 1_783_232_127_000_000)]
    [InlineData("2026-07-05T02:15:27.25-04:00", 1_783_232_127_250_000)]
    public void A_time_with_an_offset_reads(string text, long micros)
    {
        Assert.True(Rfc3339.TryParse(text, out var instant));
        Assert.Equal(Instant.FromUnixMicros(micros), instant);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-07-05T06:15:27")]
    [InlineData("2026-07-05 06:15:27Z")]
    [InlineData("2026-13-05T06:15:27Z")]
    [InlineData("1783232127")]
    public void A_time_without_an_offset_or_of_another_form_is_refused(string? text) => Assert.False(Rfc3339.TryParse(text, out _));

    [Fact]
    public void A_recording_larger_than_allowed_is_refused()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, new string('x', 1_001));
        Assert.Throws<InvalidDataException>(() => RecordedFile.ReadAllBytes(path, 1_000));
        Assert.Equal(1_001, RecordedFile.ReadAllBytes(path, 1_001).Length);
        File.Delete(path);
    }
}
