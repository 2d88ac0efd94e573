using KalshiArb.Actors.Tape;
using KalshiArb.Exchange.Matching;
using KalshiArb.Host.Configuration;
using KalshiArb.Simulation.Paper;
using SlateSettings = KalshiArb.Exchange.Slate.SlateSettings;

namespace KalshiArb.Host.Trading;

/// <summary>What the embedded world is made from.</summary>
internal sealed partial class PaperSession
{
    private static SlateSettings SlateOf(PaperSettings paper) => new(
        (ulong)paper.Seed, SlateSettings.DefaultStart, paper.Slate.Games, paper.Slate.Lag, PaperCash.Split(paper.Cash), VenueRules.Kalshi2026);

    private static VenueHead HeadOf(PaperSettings paper) => new(
        1, (ulong)paper.Seed, SlateSettings.DefaultStart.UnixMicros, paper.Slate.Games, (long)paper.Slate.Lag.TotalMicroseconds, paper.Cash.Micros);

    private TapeHeader HeaderFor(int recovered, Instant opensAt) => new(
        _request.Build, "paper", _run, _request.Settings.Paper.Seed, opensAt, _request.SettingsJson, null, recovered, Decided: true);
}
