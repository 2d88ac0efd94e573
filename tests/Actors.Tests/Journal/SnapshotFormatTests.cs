using System.Text;
using CsCheck;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Tests.Tape;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;

namespace KalshiArb.Actors.Tests.Journal;

/// <summary>
/// A snapshot must be the state it was taken of, to the last field. States are compared with all their fields, private ones
/// too, over histories of every type of fact: whoever adds state to the fold and not to the snapshot sees this fail.
/// </summary>
public sealed class SnapshotFormatTests
{
    private const string Build = "0.1.0+test";

    [Fact]
    public void A_state_restored_from_a_snapshot_taken_anywhere_is_the_fold_of_all_facts_there_and_ever_after() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[3, 60]).Sample(
            (seed, count) =>
            {
                var facts = FactHistories.Make(seed, count);
                var states = new List<CoreState> { CoreState.Empty };
                foreach (var fact in facts) states.Add(states[^1].Apply(fact));
                var end = Samples.Dump(states[^1]);
                for (var k = 0; k <= facts.Count; k++)
                {
                    var restored = SnapshotFormat.Restore(SnapshotFormat.Encode(states[k], Build));
                    Assert.Equal(Samples.Dump(states[k]), Samples.Dump(restored));
                    Assert.Equal(end, Samples.Dump(restored.ApplyAll(facts.Skip(k))));
                }
            },
            iter: 40,
            threads: 1);

    [Fact]
    public void The_ledger_of_risk_is_the_ledger_that_positions_fold_by_themselves() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[3, 60]).Sample(
            (seed, count) =>
            {
                // A registry takes an order once; so does the venue.
                var facts = FactHistories.Make(seed, count).DistinctBy(fact => fact is OrderIntended one ? one.Ticket.Id : (object)fact).ToList();
                var ledger = PositionLedger.Empty;
                foreach (var fact in facts) ledger = ledger.Apply(fact);
                Assert.Equal(Samples.Dump(ledger), Samples.Dump(CoreState.Empty.ApplyAll(facts).Risk.Ledger));
            },
            iter: 40,
            threads: 1);

    [Fact]
    public void A_state_that_has_forgotten_its_oldest_orders_and_fills_is_restored_with_what_it_forgot()
    {
        var facts = FactHistories.ManyOrders(9_000).ToList();
        var state = CoreState.Empty.ApplyAll(facts);
        Assert.Equal(OrderRegistry.GoneCapacity, state.Orders.Gone.Count);
        Assert.NotEqual(Instant.Never, state.Orders.Fills.Horizon);

        var stored = SnapshotFormat.Encode(state, Build);
        var restored = SnapshotFormat.Restore(stored);

        Assert.Equal(Samples.Dump(state), Samples.Dump(restored));
        var known = facts.OfType<FillBooked>().Last();
        Assert.Same(restored.Orders, restored.Orders.Apply(known));
        Assert.True(stored.Bytes.Length < 8_000_000, $"{stored.Bytes.Length} bytes");
    }

    [Fact]
    public void Equal_states_have_equal_bytes()
    {
        var facts = FactHistories.Make(7, 60);

        Assert.Equal(Text(SnapshotFormat.Encode(CoreState.Empty.ApplyAll(facts), Build)), Text(SnapshotFormat.Encode(CoreState.Empty.ApplyAll(facts), Build)));
    }

    [Fact]
    public void A_state_is_written_byte_for_byte_as_its_golden_file_and_the_file_is_read_back_as_the_state()
    {
        var state = CoreState.Empty.ApplyAll(GoldenHistory.Facts);
        var golden = Path.Combine(GoldenHistory.Folder, SnapshotFormat.Manifest.Replace('/', '.') + ".json");
        var written = SnapshotFormat.Encode(state, Build);

        Assert.Equal("core-state/2", written.Manifest);
        Assert.Equal(File.ReadAllText(golden).TrimEnd('\n'), Text(written));
        Assert.Equal(Samples.Dump(state), Samples.Dump(SnapshotFormat.Restore(written with { Bytes = [.. Encoding.UTF8.GetBytes(File.ReadAllText(golden))] })));
    }

    [Fact]
    public void A_snapshot_from_before_positions_had_owners_is_read_as_the_same_state_without_them()
    {
        var state = CoreState.Empty.ApplyAll(GoldenHistory.Facts);
        var golden = File.ReadAllText(Path.Combine(GoldenHistory.Folder, "core-state.1.json"));
        var read = SnapshotFormat.Restore(new StoredSnapshot("core-state/1", state.Facts, [.. Encoding.UTF8.GetBytes(golden)]));

        Assert.NotEmpty(state.Risk.Owners);
        var without = state with { Risk = state.Risk with { Owners = state.Risk.Owners.Clear(), Results = state.Risk.Results.Clear() } };
        Assert.Equal(Samples.Dump(without), Samples.Dump(read));
        Assert.Equal(golden.TrimEnd('\n'), Text(SnapshotFormat.Encode(read, Build)));
    }

    [Theory]
    [InlineData("core-state/3", 2, "{}", "core-state/3")]
    [InlineData("core-state/1", 2, "", "cannot be read")]
    [InlineData("core-state/1", 2, "null", "null")]
    [InlineData("core-state/1", 2, "{}", "cannot be read")]
    [InlineData("core-state/1", 2, "[1", "cannot be read")]
    public void What_is_no_such_snapshot_is_refused_by_name(string manifest, long facts, string json, string named)
    {
        var refusal = Assert.Throws<FormatException>(() => SnapshotFormat.Restore(new StoredSnapshot(manifest, facts, [.. Encoding.UTF8.GetBytes(json)])));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_with_a_changed_byte_is_refused_or_is_still_a_state_and_never_another_exception()
    {
        var stored = SnapshotFormat.Encode(CoreState.Empty.ApplyAll(GoldenHistory.Facts), Build);
        Gen.Select(Gen.Int[0, stored.Bytes.Length - 1], Gen.Byte[1, 255]).Sample(
            (at, flip) =>
            {
                var bytes = stored.Bytes.ToArray();
                bytes[at] ^= flip;
                try
                {
                    SnapshotFormat.Restore(stored with { Bytes = [.. bytes] });
                }
                catch (FormatException)
                {
                }
            },
            iter: 3_000);
    }

    [Fact]
    public void A_snapshot_that_stands_for_other_facts_than_it_holds_is_refused()
    {
        var stored = SnapshotFormat.Encode(CoreState.Empty.ApplyAll(FactHistories.Make(1, 10)), Build);

        Assert.Contains("it holds 10 facts and stands for 11", Assert.Throws<FormatException>(() => SnapshotFormat.Restore(stored with { Facts = 11 })).Message, StringComparison.Ordinal);
    }

    private static string Text(StoredSnapshot stored) => Encoding.UTF8.GetString(stored.Bytes.AsSpan());
}
