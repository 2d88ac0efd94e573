using KalshiArb.Domain.Settings;

namespace KalshiArb.Host.Configuration;

/// <summary>Where orders go and where data comes from.</summary>
public enum TradingMode
{
    /// <summary>Simulated exchange and slate in this process; no real money.</summary>
    Paper,
    /// <summary>A tape.</summary>
    Replay,
    /// <summary>Kalshi's demo environment.</summary>
    Demo,
    /// <summary>Kalshi, with real money.</summary>
    Live,
    /// <summary>Live data, orders filled by the paper venue.</summary>
    DryRun,
}

/// <summary>Everything that is set, bound once and validated as a whole.</summary>
/// <param name="Mode">Where orders go.</param>
/// <param name="Decision">What can change a decision; goes to the head of each tape.</param>
/// <param name="Exchange">The venue and our account on it.</param>
/// <param name="Persistence">The journal.</param>
/// <param name="Feeds">How often feeds are polled.</param>
/// <param name="Sports">Which sports are traded.</param>
/// <param name="Paper">The simulated world.</param>
/// <param name="Control">The control socket and the console.</param>
/// <param name="Limits">How far the limits are let out; its caps are in <paramref name="Decision"/> already.</param>
/// <param name="AkkaHocon">The <c>akka</c> block as text, for the actor system.</param>
/// <param name="Sources">Files and overrides it was made from, in order of precedence, lowest first.</param>
public sealed record EffectiveSettings(
    TradingMode Mode,
    DecisionSettings Decision,
    ExchangeSettings Exchange,
    PersistenceSettings Persistence,
    FeedSettings Feeds,
    ImmutableArray<SportSettings> Sports,
    PaperSettings Paper,
    ControlSettings Control,
    LimitProfileSettings Limits,
    string AkkaHocon,
    ImmutableArray<string> Sources);

/// <summary>The venue and our account on it.</summary>
/// <param name="AccountTag">Marks our client order ids; 1 to 8 characters of [A-Za-z0-9].</param>
/// <param name="Subaccount">The venue's subaccount number; 0 is the primary.</param>
/// <param name="FeePrecision">To what the venue rounds our balance changes: $0.0001 or $0.01.</param>
/// <param name="ContractsFuse">Contracts that an order group lets match in 15 s before it triggers.</param>
/// <param name="KeyId">The API key's id; empty when it is in the environment. No secret.</param>
/// <param name="KeyFile">The private key's PEM file; empty when the key is in the environment. The key itself never stands in settings.</param>
/// <param name="Hosts">Where the venue answers.</param>
public sealed record ExchangeSettings(string AccountTag, int Subaccount, Money FeePrecision, int ContractsFuse, string KeyId, string KeyFile, ExchangeHosts Hosts);

/// <summary>Where one environment of the venue answers.</summary>
/// <param name="Rest">The REST base, /trade-api/v2 included.</param>
/// <param name="Stream">The WebSocket, /trade-api/ws/v2 included.</param>
public sealed record VenueHosts(Uri Rest, Uri Stream);

/// <summary>Where the environments answer (docs page "API environments", 2026-06-10: the external-api hosts are the recommended ones).</summary>
/// <param name="Demo">The demo environment, without real money.</param>
/// <param name="Live">The exchange, with real money.</param>
/// <param name="Paper">A <c>kalshiarb exchange</c> on this machine; null when none is named.</param>
public sealed record ExchangeHosts(VenueHosts Demo, VenueHosts Live, VenueHosts? Paper)
{
    /// <summary>Where a mode's data and orders come from and go to; null for replay, and for paper where no exchange is named. A dry run reads the live venue.</summary>
    public VenueHosts? Of(TradingMode mode) => mode switch
    {
        TradingMode.Demo => Demo,
        TradingMode.Live or TradingMode.DryRun => Live,
        TradingMode.Paper => Paper,
        _ => null,
    };
}

/// <summary>The journal.</summary>
/// <param name="Provider">sqlite or postgresql.</param>
/// <param name="ConnectionString">For postgresql; empty for sqlite, whose file lies in the state directory.</param>
/// <param name="SnapshotEvery">Facts between snapshots of the core.</param>
public sealed record PersistenceSettings(string Provider, string ConnectionString, int SnapshotEvery);

/// <summary>One sport.</summary>
/// <param name="Sport">Which.</param>
/// <param name="Enabled">Whether its markets are quoted.</param>
/// <param name="Series">Its game series at the venue.</param>
public sealed record SportSettings(Sport Sport, bool Enabled, SeriesTicker Series);

/// <summary>The simulated world of paper mode.</summary>
/// <param name="Cash">What the account begins with.</param>
/// <param name="Seed">Draws the slate and everything else.</param>
/// <param name="Speed">Market seconds a second.</param>
/// <param name="Latency">From the decision to the venue's answer.</param>
/// <param name="LatencyJitter">Most that is added to it, drawn.</param>
/// <param name="Slate">The evening's games.</param>
/// <param name="Faults">Defects put in on purpose, to see them found.</param>
public sealed record PaperSettings(Money Cash, long Seed, double Speed, TimeSpan Latency, TimeSpan LatencyJitter, SlateSettings Slate, FaultSettings Faults);

/// <summary>The evening's games and who trades on them.</summary>
/// <param name="Games">How many games, 1 to 24.</param>
/// <param name="Lag">How far the other traders' idea of the value lies behind what the bookmakers know; zero leaves nothing to earn.</param>
public sealed record SlateSettings(int Games, TimeSpan Lag);

/// <summary>Defects put in on purpose.</summary>
/// <param name="WithholdFill">The fill of this number never reaches us; 0 for none.</param>
/// <param name="FeeErrorFill">The fee of this fill is reported a micro-dollar off; 0 for none.</param>
public sealed record FaultSettings(int WithholdFill, int FeeErrorFill);

/// <summary>The control socket and the console.</summary>
/// <param name="RefusalWindow">Refusals of one code are printed once in this time of the market.</param>
/// <param name="StopTimeout">How long a stop waits for cancels to be confirmed.</param>
/// <param name="LogFiles">Rolled log files kept.</param>
/// <param name="Heartbeat">The dead man's push.</param>
public sealed record ControlSettings(TimeSpan RefusalWindow, TimeSpan StopTimeout, int LogFiles, HeartbeatSettings Heartbeat);

/// <summary>A push that somebody misses when it stays out.</summary>
/// <param name="Url">Where to; null for none.</param>
/// <param name="Every">Time between two pushes.</param>
public sealed record HeartbeatSettings(Uri? Url, TimeSpan Every);
