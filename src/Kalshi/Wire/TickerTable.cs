using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using KalshiArb.Domain.Markets;

namespace KalshiArb.Kalshi.Wire;

/// <summary>
/// Tickers seen on the wire, each kept once, so that a frame about a known market makes no new string. Holds a bounded
/// number; further tickers are read all the same, each time anew. Not for several threads at once.
/// </summary>
public sealed class TickerTable
{
    /// <summary>The longest ticker that is read, in bytes.</summary>
    public const int MaxTickerLength = 128;

    private readonly string?[] _slots;
    private readonly int _capacity;

    /// <summary>Makes a table for at most <paramref name="capacity"/> tickers (1 to 1,000,000).</summary>
    public TickerTable(int capacity = 16_384)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1_000_000);
        _capacity = capacity;
        _slots = new string?[(int)BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
    }

    /// <summary>How many tickers are kept.</summary>
    public int Count { get; private set; }

    /// <summary>How many readings found the table full and made a string of their own.</summary>
    public long Overflows { get; private set; }

    /// <summary>Reads a ticker: 1 to <see cref="MaxTickerLength"/> printable ASCII characters without blanks; false otherwise.</summary>
    public bool TryGet(ReadOnlySpan<byte> utf8, out Ticker ticker) => TryGet(utf8, keep: true, out ticker);

    /// <summary>
    /// Reads a ticker as above. Without <paramref name="keep"/> a new one is not entered, so that channels which speak of every
    /// market of the exchange do not fill the table.
    /// </summary>
    public bool TryGet(ReadOnlySpan<byte> utf8, bool keep, out Ticker ticker)
    {
        ticker = default;
        if (utf8.IsEmpty || utf8.Length > MaxTickerLength || utf8.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0) return false;
        var mask = _slots.Length - 1;
        var slot = (int)(Hash(utf8) & (uint)mask);
        while (_slots[slot] is { } known)
        {
            if (Ascii.Equals(utf8, known))
            {
                ticker = new Ticker(known);
                return true;
            }

            slot = (slot + 1) & mask;
        }

        var text = Encoding.ASCII.GetString(utf8);
        ticker = new Ticker(text);
        if (!keep) return true;
        if (Count < _capacity)
        {
            _slots[slot] = text;
            Count++;
        }
        else
        {
            Overflows++;
        }

        return true;
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var hash = 0x9E3779B97F4A7C15UL + (ulong)bytes.Length;
            for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            foreach (var value in bytes) hash = (hash ^ value) * 0x100000001B3;
            return (uint)(Mix(hash) >> 32);
        }
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
            return value ^ (value >> 32);
        }
    }
}
