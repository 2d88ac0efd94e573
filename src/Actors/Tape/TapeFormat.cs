using System.Numerics;
using System.Runtime.InteropServices;

namespace KalshiArb.Actors.Tape;

/// <summary>What a record is. Numbers are frozen: they stand in files.</summary>
internal enum TapeKind : byte
{
    /// <summary>The header, as JSON. First record.</summary>
    Header = 1,
    /// <summary>A fact of an earlier run: manifest and bytes.</summary>
    RecoveredFact = 2,
    /// <summary>A text that later records name by number, numbered from 0.</summary>
    Name = 3,
    /// <summary>A decision line of the input before it.</summary>
    Decision = 4,
    /// <summary>A run of the input before it failed and was dropped, as JSON.</summary>
    Quarantined = 5,
    /// <summary>The footer, as JSON. Last record.</summary>
    Footer = 6,
    /// <summary>A snapshot of the state of earlier runs, before the facts that follow it: facts held, manifest and bytes.</summary>
    RecoveredSnapshot = 7,
    /// <summary>BookDelta, binary.</summary>
    BookDelta = 16,
    /// <summary>BookSnapshot, binary.</summary>
    BookSnapshot = 17,
    /// <summary>TopQuoted, binary.</summary>
    TopQuoted = 18,
    /// <summary>OddsPolled, binary.</summary>
    OddsPolled = 19,
    /// <summary>ScoreReported, binary.</summary>
    ScoreReported = 20,
    /// <summary>StreamAlive, empty.</summary>
    StreamAlive = 21,
    /// <summary>ClockTicked, empty.</summary>
    ClockTicked = 22,
    /// <summary>ScoreReported with half, outs and runners, binary.</summary>
    ScoreReportedInInning = 23,
    /// <summary>PublicTradeReported, binary.</summary>
    PublicTrade = 24,
}

/// <summary>
/// The layout of a tape. The magic line <c>kalshiarb tape 1\n</c>, then records: length of kind and payload (varint), kind
/// (one byte), payload, CRC-32C of kind and payload (4 bytes, little endian). The payload of an input begins with the
/// microseconds since the input before it (varint; the first counts from <see cref="TapeHeader.OpensAt"/>). Signed numbers are
/// zigzag varints.
/// </summary>
internal static class TapeFormat
{
    /// <summary>Kinds from here on are inputs.</summary>
    internal const TapeKind FirstInput = TapeKind.BookDelta;

    /// <summary>Kinds from here on are inputs whose payload is JSON; their table stands in <see cref="TapeJsonInputs"/>.</summary>
    internal const TapeKind FirstJson = (TapeKind)32;

    /// <summary>Longest kind and payload together.</summary>
    internal const int MaxRecord = 64 * 1024 * 1024;

    /// <summary>Most different names on a tape.</summary>
    internal const int MaxNames = 1_000_000;

    /// <summary>Length of the longest varint.</summary>
    internal const int MaxVarint = 10;

    /// <summary>Length of the check sum.</summary>
    internal const int CrcLength = 4;

    /// <summary>First bytes of a tape of this version.</summary>
    internal static ReadOnlySpan<byte> Magic => "kalshiarb tape 1\n"u8;

    /// <summary>What every version of tape begins with.</summary>
    internal static ReadOnlySpan<byte> MagicStem => "kalshiarb tape "u8;

    /// <summary>CRC-32C (Castagnoli) as used by iSCSI.</summary>
    internal static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes)) crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(bytes.Length & ~7)..]) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
