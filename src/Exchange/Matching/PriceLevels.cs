using System.Numerics;

namespace KalshiArb.Exchange.Matching;

/// <summary>
/// One market's resting orders: a level for each ten-thousandth of a dollar, each a linked list in time order, and one
/// bit set a side for the levels in use, so that the next level is found without walking. A book never rests crossed or
/// locked, so a level holds orders of one side alone.
/// </summary>
internal sealed class PriceLevels
{
    private const int Slots = Price.UnitsPerDollar + 1;
    private const int Words = (Slots + 63) / 64;
    // A quarter of a megabyte, held from the first order on until the market is settled.
    private OrderNode?[] _heads = [];
    private OrderNode?[] _tails = [];
    private long[] _sizes = [];
    private ulong[] _bidBits = [];
    private ulong[] _askBits = [];

    /// <summary>Highest bid in price units, or -1.</summary>
    public int BestBid { get; private set; } = -1;

    /// <summary>Lowest ask in price units, or 10,001.</summary>
    public int BestAsk { get; private set; } = Slots;

    /// <summary>Whether nothing rests.</summary>
    public bool IsEmpty => BestBid < 0 && BestAsk == Slots;

    public OrderNode? Head(int units) => units < _heads.Length ? _heads[units] : null;

    public long Size(int units) => units < _sizes.Length ? _sizes[units] : 0;

    /// <summary>The next worse bid below <paramref name="units"/>, or -1.</summary>
    public int NextBid(int units) => Below(_bidBits, units);

    /// <summary>The next worse ask above <paramref name="units"/>, or 10,001.</summary>
    public int NextAsk(int units) => Above(_askBits, units);

    public void Append(OrderNode order)
    {
        if (_heads.Length == 0) Allocate();
        var units = order.PriceUnits;
        order.Previous = _tails[units];
        order.Next = null;
        if (order.Previous is null)
        {
            _heads[units] = order;
            if (order.Side == OrderSide.Bid)
            {
                _bidBits[units >> 6] |= 1UL << (units & 63);
                if (units > BestBid) BestBid = units;
            }
            else
            {
                _askBits[units >> 6] |= 1UL << (units & 63);
                if (units < BestAsk) BestAsk = units;
            }
        }
        else
        {
            order.Previous.Next = order;
        }

        _tails[units] = order;
        _sizes[units] += order.Remaining;
        order.Resting = true;
    }

    public void Remove(OrderNode order)
    {
        var units = order.PriceUnits;
        if (order.Previous is null) _heads[units] = order.Next;
        else order.Previous.Next = order.Next;
        if (order.Next is null) _tails[units] = order.Previous;
        else order.Next.Previous = order.Previous;
        order.Previous = order.Next = null;
        order.Resting = false;
        _sizes[units] -= order.Remaining;
        if (_heads[units] is null) Free(order.Side, units);
    }

    /// <summary>Gives the memory back, once nothing rests and nothing more can. An order after all takes it again.</summary>
    public void Release()
    {
        InvariantViolation.Unless(IsEmpty, "A book with orders is not given up.");
        (_heads, _tails, _sizes, _bidBits, _askBits) = ([], [], [], [], []);
    }

    /// <summary>Takes size off a level whose order got smaller in place.</summary>
    public void Shrink(int units, long hundredths) => _sizes[units] -= hundredths;

    private void Allocate()
    {
        (_heads, _tails, _sizes) = (new OrderNode?[Slots], new OrderNode?[Slots], new long[Slots]);
        (_bidBits, _askBits) = (new ulong[Words], new ulong[Words]);
    }

    private void Free(OrderSide side, int units)
    {
        if (side == OrderSide.Bid)
        {
            _bidBits[units >> 6] &= ~(1UL << (units & 63));
            if (units == BestBid) BestBid = Below(_bidBits, units);
        }
        else
        {
            _askBits[units >> 6] &= ~(1UL << (units & 63));
            if (units == BestAsk) BestAsk = Above(_askBits, units);
        }
    }

    private static int Below(ulong[] bits, int units)
    {
        if (bits.Length == 0) return -1;
        var word = units >> 6;
        var rest = bits[word] & ((1UL << (units & 63)) - 1UL);
        while (rest == 0)
        {
            if (--word < 0) return -1;
            rest = bits[word];
        }

        return (word << 6) + 63 - BitOperations.LeadingZeroCount(rest);
    }

    private static int Above(ulong[] bits, int units)
    {
        if (bits.Length == 0) return Slots;
        var word = units >> 6;
        var shift = units & 63;
        var rest = shift == 63 ? 0UL : bits[word] & (ulong.MaxValue << (shift + 1));
        while (rest == 0)
        {
            if (++word >= bits.Length) return Slots;
            rest = bits[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(rest);
    }
}
