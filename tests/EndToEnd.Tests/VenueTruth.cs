using System.Collections.Immutable;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;
using KalshiArb.Exchange.Slate;
using KalshiArb.Host.Doctor;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>What the venue and the journal of a state directory hold, read from copies of their files.</summary>
internal static class VenueTruth
{
    /// <summary>The venue's account at a time: the evening is made anew and the calls in the venue's file are repeated.</summary>
    public static AccountListed At(string state, VenueHead head, Instant at)
    {
        var copy = Directory.CreateTempSubdirectory("kv-");
        try
        {
            using (var file = new FileStream(VenueFile.PathOf(state), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            using (var reader = new StreamReader(file))
            {
                var text = reader.ReadToEnd();
                var whole = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
                File.WriteAllLines(
                    Path.Combine(copy.FullName, PaperVenueStore.FileName),
                    whole.Where((line, i) => i == 0 || VenueFile.Parse(line).AtMicros <= at.UnixMicros));
            }

            var shards = ImmutableArray.Create(new ShardCash(new Shard(0), Money.FromMicros(head.CashMicros / 2)), new ShardCash(new Shard(3), Money.FromMicros(head.CashMicros / 2)));
            var world = new SlateMarketWorld(new SlateWorld(new SlateSettings(
                head.Seed, Instant.FromUnixMicros(head.StartMicros), head.Games, TimeSpan.FromMicroseconds(head.LagMicros), shards, VenueRules.Kalshi2026)));
            using var store = PaperVenueStore.Open(copy.FullName, head, world, at);
            return world.ListAccount(0, Instant.Never, at, new List<Input>());
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    /// <summary>Every fact of a journal, once its writer is gone. The files are copied, so that the next start finds them as they were left.</summary>
    public static IReadOnlyList<IJournaled> Facts(string state)
    {
        var copy = Directory.CreateTempSubdirectory("kj-");
        try
        {
            foreach (var file in Directory.GetFiles(state, "journal.db*")) File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
            var facts = new List<IJournaled>();
            JournalFile.Read(Path.Combine(copy.FullName, JournalFile.FileName), dated => facts.Add(dated.Fact));
            return facts;
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }
}
