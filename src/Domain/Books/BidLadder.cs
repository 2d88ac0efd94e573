using System.Numerics;

namespace KalshiArb.Domain.Books;

/// <summary>
/// The bids of one outcome, by price on its own scale. Sizes stand in an array with one place per step; a bitmap finds the
/// best level and the next, block sums in a Fenwick tree answer sums over a range: a query touches at most two blocks of
/// <see cref="BlockSize"/> levels and a logarithmic number of block sums. The step is the coarsest that all prices seen are
/// multiples of, so that a cent book takes under 2 KB and only a book with 0.0001 ticks takes 80 KB.
/// </summary>
internal sealed class BidLadder
{
    private const int BlockSize = 64;

    private int _step;
    private long[] _sizes;
    private ulong[] _occupied;
    private long[] _blockSums;
    private int _levels;

    internal BidLadder(int step)
    {
        _step = step;
        (_sizes, _occupied, _blockSums) = Allocate(step);
    }

    internal int Levels => _levels;

    /// <summary>The highest price with a size; -1 when there is none. Kept, since every decision asks for it several times.</summary>
    internal int Best { get; private set; } = -1;

    /// <summary>The size at <see cref="Best"/>, in hundredths; 0 when there is none.</summary>
    internal long BestSize { get; private set; }

    /// <summary>The size at a price, in hundredths; 0 where there is no level.</summary>
    internal long this[int units] => units % _step == 0 ? _sizes[units / _step] : 0;

    /// <summary>Sets the size at a price strictly between $0 and $1. Allocates only when the price needs a finer step than any before.</summary>
    internal void Set(int units, long size)
    {
        if (units % _step != 0) Refine(units);
        var index = units / _step;
        var before = _sizes[index];
        if (before == size) return;
        _sizes[index] = size;
        var block = index / BlockSize;
        var bit = 1UL << (index % BlockSize);
        if (size == 0)
        {
            _occupied[block] &= ~bit;
            _levels--;
        }
        else if (before == 0)
        {
            _occupied[block] |= bit;
            _levels++;
        }

        for (var node = block + 1; node < _blockSums.Length; node += node & -node) _blockSums[node] += size - before;
        if (units < Best) return;
        Best = size > 0 ? units : BestAtOrBelow(units - 1);
        BestSize = Best == units ? size : Best < 0 ? 0 : this[Best];
    }

    internal void Clear()
    {
        Array.Clear(_sizes);
        Array.Clear(_occupied);
        Array.Clear(_blockSums);
        _levels = 0;
        (Best, BestSize) = (-1, 0);
    }

    /// <summary>The highest price with a size, not above <paramref name="units"/>; -1 when there is none.</summary>
    internal int BestAtOrBelow(int units)
    {
        if (units < 0) return -1;
        var index = units / _step;
        var block = index / BlockSize;
        var bits = _occupied[block] & UpTo(index % BlockSize);
        while (bits == 0)
        {
            if (--block < 0) return -1;
            bits = _occupied[block];
        }

        return (block * BlockSize + BitOperations.Log2(bits)) * _step;
    }

    /// <summary>The sum of sizes at prices from <paramref name="low"/> to <paramref name="high"/> inclusive.</summary>
    internal long Sum(int low, int high)
    {
        if (low < 0) low = 0;
        if (high < low) return 0;
        var (first, last) = ((low + _step - 1) / _step, high / _step);
        if (last < first) return 0;
        var (firstBlock, lastBlock) = (first / BlockSize, last / BlockSize);
        if (firstBlock == lastBlock) return SumInBlock(firstBlock, UpTo(last % BlockSize) & From(first % BlockSize));
        return SumInBlock(firstBlock, From(first % BlockSize))
            + Prefix(lastBlock) - Prefix(firstBlock + 1)
            + SumInBlock(lastBlock, UpTo(last % BlockSize));
    }

    private long SumInBlock(int block, ulong mask)
    {
        var sum = 0L;
        for (var bits = _occupied[block] & mask; bits != 0; bits &= bits - 1)
        {
            sum += _sizes[block * BlockSize + BitOperations.TrailingZeroCount(bits)];
        }

        return sum;
    }

    // The sum of the first so many blocks.
    private long Prefix(int blocks)
    {
        var sum = 0L;
        for (var node = blocks; node > 0; node -= node & -node) sum += _blockSums[node];
        return sum;
    }

    private void Refine(int units)
    {
        var (sizes, step) = (_sizes, _step);
        _step = GreatestCommonDivisor(step, units);
        (_sizes, _occupied, _blockSums) = Allocate(_step);
        _levels = 0;
        (Best, BestSize) = (-1, 0);
        for (var index = 0; index < sizes.Length; index++)
        {
            if (sizes[index] != 0) Set(index * step, sizes[index]);
        }
    }

    private static (long[] Sizes, ulong[] Occupied, long[] BlockSums) Allocate(int step)
    {
        var places = Price.UnitsPerDollar / step + 1;
        var blocks = (places + BlockSize - 1) / BlockSize;
        return (new long[places], new ulong[blocks], new long[blocks + 1]);
    }

    private static ulong UpTo(int bit) => ulong.MaxValue >> (BlockSize - 1 - bit);

    private static ulong From(int bit) => ulong.MaxValue << bit;

    private static int GreatestCommonDivisor(int left, int right)
    {
        while (right != 0) (left, right) = (right, left % right);
        return left;
    }
}
