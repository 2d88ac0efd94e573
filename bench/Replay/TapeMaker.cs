using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Benchmarks.Replay;

/// <summary>
/// Writes the tape: 500 two-way games in play on 4 subscriptions. Every 4 s of tape time each game's odds are polled, every
/// 8 s its score is reported, and in between 25,000 deltas fall on markets drawn at random. Seeded: the same tape each time.
/// </summary>
internal static class TapeMaker
{
    internal const int Games = 500;
    internal const int Subscriptions = 4;
    internal const int Seed = 7;

    private const int DeltasPerRound = 25_000;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);
    private static readonly Instant OpensAt = Instant.From(new DateTimeOffset(2026, 10, 17, 23, 0, 0, TimeSpan.Zero));

    /// <summary>Writes the tape; returns how many inputs it holds.</summary>
    internal static long Write(string path, int deltas)
    {
        var header = new TapeHeader("bench", "import", 0, Seed, OpensAt, SettingsJson.Write(BenchSettings.Decision), null, 0, Decided: false);
        using var tape = TapeWriter.Create(path, header, []);
        var random = new Random(Seed);
        var games = new MadeGame[Games];
        var seqs = new long[Subscriptions + 1];
        for (var i = 0; i < Games; i++) games[i] = new MadeGame(i, OpensAt, random);
        foreach (var game in games) List(tape, game, seqs);

        var spacing = Round / DeltasPerRound;
        for (var written = 0; written < deltas; written++)
        {
            var at = OpensAt + spacing * written;
            var place = written % DeltasPerRound;
            if (place % (DeltasPerRound / Games) == 0)
            {
                var (round, game) = (written / DeltasPerRound, place / (DeltasPerRound / Games));
                if (round % 2 == game % 2) tape.Input(at, games[game].Score(at));
                tape.Input(at, games[game].Odds(at));
            }

            var drawn = games[random.Next(Games)];
            var market = random.Next(2) == 0 ? drawn.Home : drawn.Away;
            tape.Input(at, market.Delta(++seqs[market.Sid]));
        }

        tape.Finish(null, 0);
        return tape.Inputs;
    }

    /// <summary>What a market needs before anything is judged, in the order in which the venue and the feeds give it.</summary>
    private static void List(TapeWriter tape, MadeGame game, long[] seqs)
    {
        tape.Input(OpensAt, game.Listed);
        foreach (var market in (ReadOnlySpan<MadeMarket>)[game.Home, game.Away])
        {
            tape.Input(OpensAt, new MarketListed(market.Facts));
            tape.Input(OpensAt, new MarketVolumeReported(market.Facts.Ticker, Quantity.FromContracts(50_000)));
            tape.Input(OpensAt, market.Snapshot(++seqs[market.Sid]));
        }

        tape.Input(OpensAt, game.Score(OpensAt));
        tape.Input(OpensAt, game.Odds(OpensAt));
    }
}
