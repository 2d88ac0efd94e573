using System.Text;
using CsCheck;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Tests.Tape;

public sealed class TapeTests
{
    private static readonly TapeHeader Header = new("0.1.0+test", "paper", 3, 7, Instant.FromUnixSeconds(1_800_000_000), "{\"a\":1}", null, 0, true);

    [Fact]
    public void Every_type_of_input_comes_back_from_a_tape_as_it_was()
    {
        Assert.True(Samples.InputTypes.Count > 40);
        Gen.Int[0, 1_000_000].Sample(
            seed =>
            {
                var inputs = Samples.InputTypes.Select((type, i) => Samples.Make(type, seed + i)).ToList();
                using var reader = new TapeReader(new MemoryStream(Written(inputs)));
                foreach (var input in inputs)
                {
                    Assert.Equal(TapeItem.Input, reader.Read());
                    Assert.Equal(Samples.Dump(input), Samples.Dump(reader.Input));
                }

                Assert.Equal(TapeItem.End, reader.Read());
                Assert.Equal(inputs.Count, reader.Footer!.Inputs);
            },
            iter: 30);
    }

    [Fact]
    public void Header_facts_times_decisions_failures_and_footer_come_back_as_they_were()
    {
        var facts = new[] { new StoredFact("a/1", [1, 2, 3]), new StoredFact("b/1", []) };
        var stream = new MemoryStream();
        using (var writer = new TapeWriter(stream, Header, facts, leaveOpen: true))
        {
            writer.Decision("opening"u8);
            writer.Input(Header.OpensAt, ClockTicked.Instance);
            writer.Input(Header.OpensAt + TimeSpan.FromMicroseconds(12_345_678), StreamAlive.Instance);
            writer.Decision("line"u8);
            writer.Quarantined(new CoreFailure(2, 0, Header.OpensAt, "X: y", true));
            writer.Finish("ff", 5);
        }

        using var reader = new TapeReader(new MemoryStream(stream.ToArray()));

        Assert.Equal(Header with { RecoveredFacts = 2 }, reader.Header);
        Assert.Equal(Samples.Dump(facts), Samples.Dump(reader.Recovered));
        Assert.Equal(TapeItem.Decision, reader.Read());
        Assert.Equal("opening", Encoding.UTF8.GetString(reader.Line));
        Assert.Equal(TapeItem.Input, reader.Read());
        Assert.Equal(Header.OpensAt, reader.At);
        Assert.Equal(TapeItem.Input, reader.Read());
        Assert.Equal(12_345_678, reader.At.UnixMicros - Header.OpensAt.UnixMicros);
        Assert.Equal(TapeItem.Decision, reader.Read());
        Assert.Equal(TapeItem.Quarantined, reader.Read());
        Assert.Equal(new CoreFailure(2, 0, Header.OpensAt, "X: y", true), reader.Failure);
        Assert.Equal(TapeItem.End, reader.Read());
        Assert.Equal(new TapeFooter(2, 2, "ff", 5), reader.Footer);
        Assert.Null(reader.Torn);
    }

    [Fact]
    public void What_is_known_of_sets_comes_back_with_a_market_and_one_without_is_written_as_before()
    {
        var plain = new MarketListed(new MarketFacts(
            new Ticker("S-E-A"), new EventTicker("S-E"), new SeriesTicker("S"), Sport.Nba, PriceGrid.LinearCent, new FeeSchedule(FeeType.Quadratic, 1_000), MarketStatus.Active,
            Header.OpensAt, new Shard(0), new GameId("g"), GameOutcome.Home, 2, TimeSpan.FromMinutes(5)));
        Input[] listed = [plain, .. from kind in Enum.GetValues<CollateralReturn>() from exclusive in (bool[])[false, true] select new MarketListed(plain.Facts with { Sets = new SetFacts(exclusive, !exclusive, kind, exclusive) })];
        var written = Written(listed);
        using var reader = new TapeReader(new MemoryStream(written));
        foreach (var market in listed)
        {
            Assert.Equal(TapeItem.Input, reader.Read());
            Assert.Equal(((MarketListed)market).Facts.Sets, ((MarketListed)reader.Input!).Facts.Sets);
        }

        Assert.DoesNotContain("\"sets\"", Encoding.UTF8.GetString(Written([plain])), StringComparison.Ordinal);
        Assert.Contains("\"sets\"", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_with_half_outs_and_runners_comes_back_and_one_without_is_written_as_before()
    {
        var plain = new ScoreReported(new GameId("g"), GamePhase.InPlay, 3, 2, null, 7, Header.OpensAt);
        Input[] scores = [plain, .. from bottom in (bool[])[false, true] from outs in Enumerable.Range(0, 4) from runners in Enumerable.Range(0, 8) select plain with { Innings = new InningProgress(bottom, outs, runners) }];
        using var reader = new TapeReader(new MemoryStream(Written(scores)));
        foreach (var score in scores)
        {
            Assert.Equal(TapeItem.Input, reader.Read());
            Assert.Equal(score, reader.Input);
        }
        Assert.Equal(TapeItem.End, reader.Read());
        Assert.Equal(TapeKind.ScoreReported, TapeInputs.KindOf(plain));
    }

    [Fact]
    public void A_tape_torn_anywhere_gives_its_whole_records_and_says_where_it_was_torn()
    {
        var bytes = Written(Enumerable.Range(0, 50).Select(i => Delta(i)));
        var headEnd = FirstRecordAfterHeader(bytes);
        Gen.Int[headEnd, bytes.Length - 1].Sample(
            cut =>
            {
                using var reader = new TapeReader(new MemoryStream(bytes[..cut]));
                long count = 0;
                while (reader.Read() == TapeItem.Input) Assert.Equal(count++, ((BookDelta)reader.Input!).Seq);
                Assert.Null(reader.Footer);
                Assert.True(reader.Torn is null || reader.Torn.Contains("is incomplete", StringComparison.Ordinal));
                Assert.True(count <= 50);
            },
            iter: 500);
    }

    [Fact]
    public void A_changed_byte_anywhere_is_an_error_that_names_record_and_offset_or_a_torn_end()
    {
        var bytes = Written(Enumerable.Range(0, 50).Select(i => Delta(i)));
        var original = ReadAll(bytes);
        Gen.Int[0, bytes.Length - 1].Select(Gen.Byte[1, 255]).Sample(
            (at, flip) =>
            {
                var edited = (byte[])bytes.Clone();
                edited[at] ^= flip;
                try
                {
                    var (inputs, torn) = ReadAll(edited);
                    // A changed length may reach past the end of the file, which looks like a torn tape.
                    Assert.NotNull(torn);
                    Assert.True(inputs < original.Inputs + 1);
                }
                catch (TapeException error)
                {
                    Assert.InRange(error.Offset, 0, at);
                    Assert.Contains("tape: record " + error.Record + " at byte " + error.Offset, error.Message, StringComparison.Ordinal);
                }
            },
            iter: 2_000);
    }

    [Fact]
    public void A_file_that_is_no_tape_and_a_tape_of_another_version_are_refused()
    {
        Assert.Contains("not a tape", Assert.Throws<TapeException>(() => new TapeReader(new MemoryStream("hello"u8.ToArray()))).Message, StringComparison.Ordinal);
        Assert.Contains("another version", Assert.Throws<TapeException>(() => new TapeReader(new MemoryStream("kalshiarb tape 9\n...."u8.ToArray()))).Message, StringComparison.Ordinal);
        Assert.Throws<TapeException>(() => new TapeReader(new MemoryStream()));
    }

    [Fact]
    public void A_record_taken_out_of_a_tape_does_not_pass_its_footer()
    {
        var bytes = Written([StreamAlive.Instance, ClockTicked.Instance, StreamAlive.Instance]);
        var at = FirstRecordAfterHeader(bytes);
        byte[] shorter = [.. bytes[..at], .. bytes[(at + 8)..]];

        var error = Assert.Throws<TapeException>(() => ReadAll(shorter));

        Assert.Contains("the footer counts 3 inputs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_earlier_than_the_last_is_refused_by_the_writer()
    {
        using var writer = new TapeWriter(new MemoryStream(), Header, []);
        writer.Input(Header.OpensAt + TimeSpan.FromSeconds(1), ClockTicked.Instance);

        Assert.Throws<InvariantViolation>(() => writer.Input(Header.OpensAt, ClockTicked.Instance));
    }

    private static BookDelta Delta(int seq) => new(1, seq, new("KXNBAGAME-26OCT17BOSNYK-" + (seq % 3)), Domain.Orders.Outcome.No, Price.FromCents(seq), Quantity.FromContracts(-seq));

    private static byte[] Written(IEnumerable<Input> inputs)
    {
        var stream = new MemoryStream();
        using var writer = new TapeWriter(stream, Header, [], leaveOpen: true);
        var at = Header.OpensAt;
        foreach (var input in inputs) writer.Input(at += TimeSpan.FromMicroseconds(250), input);
        writer.Finish(null, 0);
        return stream.ToArray();
    }

    private static (long Inputs, string? Torn) ReadAll(byte[] bytes)
    {
        using var reader = new TapeReader(new MemoryStream(bytes));
        while (reader.Read() != TapeItem.End)
        {
        }

        return (reader.Inputs, reader.Torn);
    }

    /// <summary>Where the first record after the header begins: magic, a length of one or two bytes, body, check sum.</summary>
    private static int FirstRecordAfterHeader(byte[] bytes)
    {
        var at = "kalshiarb tape 1\n".Length;
        var length = bytes[at] & 0x7F;
        if (bytes[at++] >= 0x80) length |= bytes[at++] << 7;
        return at + length + 4;
    }
}
