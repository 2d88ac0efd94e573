using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Tape;

/// <summary>
/// The binary form of the inputs that come by the million; names (tickers, games, books) stand in a table that the tape
/// carries along. A field added to one of these inputs needs a new kind.
/// </summary>
internal static class TapeInputs
{
    private const int MaxItems = 1_000_000;

    /// <summary>Writes an input after its time; returns its kind, or null when its form is JSON.</summary>
    internal static TapeKind? KindOf(Input input) => input switch
    {
        BookDelta => TapeKind.BookDelta,
        BookSnapshot => TapeKind.BookSnapshot,
        TopQuoted => TapeKind.TopQuoted,
        OddsPolled => TapeKind.OddsPolled,
        ScoreReported { Innings: not null } => TapeKind.ScoreReportedInInning,
        ScoreReported => TapeKind.ScoreReported,
        PublicTradeReported => TapeKind.PublicTrade,
        StreamAlive => TapeKind.StreamAlive,
        ClockTicked => TapeKind.ClockTicked,
        _ => null,
    };

    /// <summary>Writes the fields of an input that has a binary form.</summary>
    internal static void Write(TapeBuffer to, Input input, TapeNames names)
    {
        switch (input)
        {
            case BookDelta delta:
                to.Signed(delta.Sid);
                to.Signed(delta.Seq);
                to.Unsigned(names.NumberOf(delta.Ticker.Value));
                to.Byte((byte)delta.Ladder);
                to.Unsigned((ulong)delta.Price.Units);
                to.Signed(delta.Delta.Hundredths);
                break;
            case BookSnapshot snapshot:
                to.Signed(snapshot.Sid);
                to.Signed(snapshot.Seq);
                to.Unsigned(names.NumberOf(snapshot.Ticker.Value));
                WriteLevels(to, snapshot.Yes);
                WriteLevels(to, snapshot.No);
                break;
            case TopQuoted top:
                to.Unsigned(names.NumberOf(top.Ticker.Value));
                WriteLevel(to, top.Bid);
                WriteLevel(to, top.Ask);
                break;
            case PublicTradeReported trade:
                to.Unsigned(names.NumberOf(trade.Ticker.Value));
                to.Unsigned((ulong)trade.Price.Units);
                to.Signed(trade.Count.Hundredths);
                to.Byte((byte)trade.Taker);
                to.Byte(trade.IsBlock ? (byte)1 : (byte)0);
                break;
            case OddsPolled odds:
                WriteOdds(to, odds, names);
                break;
            case ScoreReported score:
                WriteScore(to, score, names);
                if (score.Innings is { } at) to.Unsigned((ulong)((at.Bottom ? 1 : 0) | (at.Outs << 1) | (at.Runners << 3)));
                break;
        }
    }

    /// <summary>Reads the fields of an input.</summary>
    internal static Input Read(TapeKind kind, ref TapeCursor from, TapeNames names) => kind switch
    {
        TapeKind.BookDelta => new BookDelta(
            from.Signed(), from.Signed(), new Ticker(names.Name(from.Unsigned())), ReadOutcome(ref from), ReadPrice(ref from), Quantity.FromHundredths(from.Signed())),
        TapeKind.BookSnapshot => new BookSnapshot(
            from.Signed(), from.Signed(), new Ticker(names.Name(from.Unsigned())), ReadLevels(ref from), ReadLevels(ref from)),
        TapeKind.TopQuoted => new TopQuoted(new Ticker(names.Name(from.Unsigned())), ReadLevel(ref from), ReadLevel(ref from)),
        TapeKind.OddsPolled => ReadOdds(ref from, names),
        TapeKind.ScoreReported => ReadScore(ref from, names),
        TapeKind.ScoreReportedInInning => ReadScore(ref from, names) with { Innings = ReadInning(ref from) },
        TapeKind.PublicTrade => new PublicTradeReported(
            new Ticker(names.Name(from.Unsigned())), ReadPrice(ref from), Quantity.FromHundredths(from.Signed()), ReadOutcome(ref from), ReadFlag(ref from)),
        TapeKind.StreamAlive => StreamAlive.Instance,
        TapeKind.ClockTicked => ClockTicked.Instance,
        _ => throw new FormatException("kind " + (byte)kind + " is not known"),
    };

    private static void WriteOdds(TapeBuffer to, OddsPolled odds, TapeNames names)
    {
        to.Unsigned(names.NumberOf(odds.Game.Value));
        to.Unsigned(names.NumberOf(odds.Source));
        to.Unsigned((ulong)odds.Quotes.Length);
        foreach (var quote in odds.Quotes)
        {
            to.Unsigned(names.NumberOf(quote.Book));
            to.Signed(quote.SourceStamp.UnixMicros);
            to.Double(quote.HomeDecimalOdds);
            to.Double(quote.AwayDecimalOdds);
            to.Byte(quote.DrawDecimalOdds is null ? (byte)0 : (byte)1);
            if (quote.DrawDecimalOdds is { } draw) to.Double(draw);
        }
    }

    private static OddsPolled ReadOdds(ref TapeCursor from, TapeNames names)
    {
        var game = new GameId(names.Name(from.Unsigned()));
        var source = names.Name(from.Unsigned());
        var quotes = new BookmakerQuote[from.Count(MaxItems)];
        for (var i = 0; i < quotes.Length; i++)
        {
            quotes[i] = new BookmakerQuote(
                names.Name(from.Unsigned()), Instant.FromUnixMicros(from.Signed()), from.Double(), from.Double(), ReadFlag(ref from) ? from.Double() : null);
        }

        return new OddsPolled(game, source, [.. quotes]);
    }

    private static void WriteScore(TapeBuffer to, ScoreReported score, TapeNames names)
    {
        to.Unsigned(names.NumberOf(score.Game.Value));
        to.Byte((byte)score.Phase);
        to.Signed(score.HomeScore);
        to.Signed(score.AwayScore);
        to.Byte(score.Elapsed is null ? (byte)0 : (byte)1);
        if (score.Elapsed is { } elapsed) to.Signed(elapsed.Ticks);
        to.Signed(score.Period);
        to.Signed(score.SourceStamp.UnixMicros);
    }

    private static ScoreReported ReadScore(ref TapeCursor from, TapeNames names) => new(
        new GameId(names.Name(from.Unsigned())),
        ReadPhase(ref from),
        (int)from.Signed(),
        (int)from.Signed(),
        ReadFlag(ref from) ? TimeSpan.FromTicks(from.Signed()) : null,
        (int)from.Signed(),
        Instant.FromUnixMicros(from.Signed()));

    private static InningProgress ReadInning(ref TapeCursor from)
    {
        var bits = from.Unsigned();
        if (bits > 63) throw new FormatException("an inning of " + bits + " is not known");
        return new InningProgress((bits & 1) != 0, (int)(bits >> 1) & 3, (int)(bits >> 3));
    }

    private static void WriteLevels(TapeBuffer to, ImmutableArray<BookLevel> levels)
    {
        to.Unsigned((ulong)levels.Length);
        foreach (var level in levels)
        {
            to.Unsigned((ulong)level.Price.Units);
            to.Signed(level.Size.Hundredths);
        }
    }

    private static ImmutableArray<BookLevel> ReadLevels(ref TapeCursor from)
    {
        var levels = new BookLevel[from.Count(MaxItems)];
        for (var i = 0; i < levels.Length; i++) levels[i] = new BookLevel(ReadPrice(ref from), Quantity.FromHundredths(from.Signed()));
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(levels);
    }

    private static void WriteLevel(TapeBuffer to, BookLevel? level)
    {
        to.Byte(level is null ? (byte)0 : (byte)1);
        if (level is not { } present) return;
        to.Unsigned((ulong)present.Price.Units);
        to.Signed(present.Size.Hundredths);
    }

    private static BookLevel? ReadLevel(ref TapeCursor from) =>
        ReadFlag(ref from) ? new BookLevel(ReadPrice(ref from), Quantity.FromHundredths(from.Signed())) : null;

    private static Price ReadPrice(ref TapeCursor from) => Price.FromUnits(from.Count(Price.UnitsPerDollar));

    private static bool ReadFlag(ref TapeCursor from) => from.Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new FormatException("a flag of " + other),
    };

    private static Outcome ReadOutcome(ref TapeCursor from)
    {
        var outcome = (Outcome)from.Byte();
        return outcome is Outcome.Yes or Outcome.No ? outcome : throw new FormatException("an outcome of " + (int)outcome);
    }

    private static GamePhase ReadPhase(ref TapeCursor from)
    {
        var phase = (GamePhase)from.Byte();
        return phase <= GamePhase.Final ? phase : throw new FormatException("a game phase of " + (int)phase);
    }
}
