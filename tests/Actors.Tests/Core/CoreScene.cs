using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tests.Sequencing;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>
/// The real core over a log in memory and a gateway that only keeps what left: the test plays venue, feeds and operator. It must
/// be made on the thread that uses it, which is the core thread.
/// </summary>
internal sealed class CoreScene : IDisposable
{
    public const string Game = "G1";
    public const string OtherGame = "G2";

    public static readonly Ticker Home = TickerOf(Game, GameOutcome.Home);
    public static readonly Ticker Away = TickerOf(Game, GameOutcome.Away);
    public static readonly Ticker Other = TickerOf(OtherGame, GameOutcome.Home);

    private readonly CoreSystem? _own;
    private readonly RecordingGateway _gateway = new();
    private readonly Sink _sink = new();
    private readonly SortedDictionary<Ticker, (long Sid, long Seq)> _streams = [];
    private readonly TradingCore _core;
    private int _effectsBefore;
    private int _decisionsBefore;
    private int _fills;

    public CoreScene(DecisionSettings? settings = null, IReadOnlyList<IJournaled>? recovered = null, ICommitLog? log = null, Instant? opensAt = null, CoreSystem? system = null)
    {
        Now = opensAt ?? Now;
        _core = TradingCore.Create(
            system ?? (_own = CoreSystem.Create(Quiet.Configuration)),
            new CoreOptions
            {
                Codec = JournalFormat.Instance,
                Commits = log ?? new InMemoryCommitLog([.. (recovered ?? []).Select(JournalFormat.Instance.Encode)]),
                Gateway = _gateway,
                OpensAt = Now,
                Decisions = [_sink],
            },
            CoreRoot.For(settings ?? ShippedSettings.Default, MemberPrecision.Direct));
    }

    public Instant Now { get; private set; } = Instant.FromUnixSeconds(1_800_000_000);

    public long Failures => _core.FailureCount;

    /// <summary>What left since <see cref="Forget"/>.</summary>
    public IReadOnlyList<Effect> Effects => [.. _gateway.Effects.Skip(_effectsBefore)];

    /// <summary>What was decided since <see cref="Forget"/>.</summary>
    public IReadOnlyList<DecisionEntry> Decisions => [.. _sink.Entries.Skip(_decisionsBefore)];

    public IReadOnlyList<OrderTicket> Created => [.. Effects.OfType<CreateOrder>().Select(create => create.Ticket)];

    public IReadOnlyList<ClientOrderId> Cancelled => [.. Effects.OfType<CancelOrder>().Select(cancel => cancel.Order)];

    public static Ticker TickerOf(string game, GameOutcome yes) => new($"KXNBAGAME-{game}-{(yes == GameOutcome.Home ? "HOM" : yes == GameOutcome.Away ? "AWY" : "TIE")}");

    /// <summary>Waits until everything decided so far is in the log.</summary>
    public void AwaitLog() => Assert.True(_core.AwaitCommits(TimeSpan.FromSeconds(30)));

    public void Dispose()
    {
        _core.Dispose();
        _own?.Dispose();
    }

    public T Ask<T>(ICoreQuery<T> query)
        where T : class => _core.Query(query);

    public void Take(params ReadOnlySpan<Input> inputs)
    {
        foreach (var input in inputs)
        {
            _core.Process(Now, input);
            if (_own is null) AwaitLog();
            _core.ProcessPosted();
        }
    }

    /// <summary>From here on, what is asserted has happened after this point.</summary>
    public void Forget() => (_effectsBefore, _decisionsBefore) = (_gateway.Effects.Count, _sink.Entries.Count);

    /// <summary>Lets time pass with a live stream and, where a game is named, fresh odds at every second.</summary>
    public void Pass(int seconds, string? game = null, double home = 0.52)
    {
        for (var i = 0; i < seconds; i++)
        {
            Now += TimeSpan.FromSeconds(1);
            Take(StreamAlive.Instance);
            if (game is not null) Odds(game, home);
        }
    }

    /// <summary>Lets time pass without a frame.</summary>
    public void Silence(int seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        Take(ClockTicked.Instance);
    }

    /// <summary>A session that has started and reconciled, with one game in play that trades.</summary>
    public CoreScene Open(int cash = 1_000, bool reconciled = true, bool inPlay = true, bool volume = true, int outcomes = 2, int run = 1, SetFacts? sets = null, params ReadOnlySpan<VenuePosition> positions)
    {
        Take(new SessionStarted(run, "ka", "test"));
        List(Game, GameOutcome.Home, inPlay, volume, outcomes, sets);
        Take(new OrderGroupCreated(OrderRole.Entry, new Shard(0), new OrderGroupId("entries")), new OrderGroupCreated(OrderRole.Exit, new Shard(0), new OrderGroupId("exits")));
        if (reconciled) Listing(cash, [], positions);
        Forget();
        return this;
    }

    public void List(string game, GameOutcome yes, bool inPlay = true, bool volume = true, int outcomes = 2, SetFacts? sets = null, int shard = 0)
    {
        var ticker = TickerOf(game, yes);
        Take(
            new MarketListed(new MarketFacts(
                ticker, new EventTicker("KXNBAGAME-" + game), new SeriesTicker("KXNBAGAME"), Sport.Nba, PriceGrid.LinearCent,
                new FeeSchedule(FeeType.Quadratic, 1_000), MarketStatus.Active, Now + TimeSpan.FromHours(3), new Shard(shard), new GameId(game), yes, outcomes, TimeSpan.FromMinutes(5)) { Sets = sets }),
            new GameListed(new GameId(game), Sport.Nba, "Home", "Away", inPlay ? Now - TimeSpan.FromHours(1) : Now + TimeSpan.FromHours(1)));
        if (volume) Take(new MarketVolumeReported(ticker, Quantity.FromContracts(1_000)));
    }

    /// <summary>A whole book of one level on each side, in cents of YES.</summary>
    public void Quote(Ticker ticker, int bid, int ask, int size = 100)
    {
        var (sid, seq) = _streams.TryGetValue(ticker, out var known) ? known : (_streams.Count + 1, 0);
        _streams[ticker] = (sid, seq + 1);
        Take(new BookSnapshot(sid, seq + 1, ticker, [Level(bid, size)], [Level(100 - ask, size)]));
    }

    /// <summary>A frame of the ticker's subscription is missing.</summary>
    public void Gap(Ticker ticker)
    {
        var (sid, seq) = _streams[ticker];
        _streams[ticker] = (sid, seq + 2);
        Take(new SequenceConsumed(sid, seq + 2));
    }

    /// <summary>Five books that agree on what the home side is worth; none of them when suspended.</summary>
    public void Odds(string game, double home, bool suspended = false, double? draw = null)
    {
        const double Margin = 1.004;
        var quotes = Enumerable.Range(1, suspended ? 0 : 5)
            .Select(book => new BookmakerQuote("book" + book, Now, 1 / (home * Margin), 1 / ((1 - home - (draw ?? 0)) * Margin), 1 / (draw * Margin)));
        Take(new OddsPolled(new GameId(game), "test", [.. quotes]));
    }

    public void Score(int home, int away, GamePhase phase = GamePhase.InPlay, int minutes = 24) =>
        Take(new ScoreReported(new GameId(Game), phase, home, away, TimeSpan.FromMinutes(minutes), 2, Now));

    /// <summary>YES at 43 cents and worth 52: a taker entry of ten contracts.</summary>
    public void SignalTaker(string game = Game)
    {
        Quote(TickerOf(game, GameOutcome.Home), 40, 43);
        Odds(game, 0.52);
    }

    /// <summary>YES at 43 cents and worth 46: a bid that rests at 41.</summary>
    public OrderTicket WorkMaker()
    {
        Quote(Home, 40, 43);
        Odds(Game, 0.46);
        var ticket = Created[^1];
        Assert.True(ticket.PostOnly);
        Accept(ticket, 0, 10);
        return ticket;
    }

    public static VenueOrderId VenueIdOf(OrderTicket ticket) => new("v-" + ticket.Id);

    public void Accept(OrderTicket ticket, int filled, int remaining) =>
        Take(new OrderSent(ticket.Id), new OrderAccepted(ticket.Id, VenueIdOf(ticket), Quantity.FromContracts(filled), Quantity.FromContracts(remaining)));

    public FillReported FillOf(OrderTicket ticket, int count) => new(
        new FillId("f" + ++_fills), VenueIdOf(ticket), ticket.Id, ticket.Ticker, ticket.Side, ticket.Limit, Quantity.FromContracts(count),
        Money.FromMicros(17_200 * count), ticket.PostOnly ? Liquidity.Maker : Liquidity.Taker, null, Now);

    /// <summary>Buys ten contracts of the home side and lets the exit rest.</summary>
    public OrderTicket Buy()
    {
        SignalTaker();
        var entry = Created.Last(ticket => ticket.Role == OrderRole.Entry);
        Accept(entry, 10, 0);
        Take(FillOf(entry, 10));
        var exit = Created.Last(ticket => ticket.Role == OrderRole.Exit);
        Accept(exit, 0, 10);
        return exit;
    }

    /// <summary>The number of the last question for the account.</summary>
    public long LastPass => _gateway.Effects.OfType<ListAccount>().Last().Pass;

    /// <summary>Answers the last question for the account.</summary>
    public void Listing(int cash, ReadOnlySpan<VenueOrder> orders = default, ReadOnlySpan<VenuePosition> positions = default, ReadOnlySpan<FillReported> fills = default) =>
        Take(new AccountListed(
            _gateway.Effects.OfType<ListAccount>().Last().Pass, [.. orders], [.. fills], [.. positions], [], [new ShardCash(new Shard(0), Money.FromDollars(cash))], Now));

    /// <summary>Whether a verdict or a refusal with this code stands in the log since <see cref="Forget"/>.</summary>
    public bool Refused(Ticker ticker, RefusalCode code, string text = "") => Decisions.Any(entry =>
        entry.Kind is DecisionKind.Verdict or DecisionKind.Refused && entry.Ticker == ticker && entry.Code == SnakeCase.Of(code)
        && entry.Text.Contains(text, StringComparison.Ordinal));

    private static BookLevel Level(int cents, int size) => new(Price.FromCents(cents), Quantity.FromContracts(size));

    private sealed class Sink : IDecisionSink
    {
        public List<DecisionEntry> Entries { get; } = [];

        public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line) => Entries.Add(entry);
    }
}
