using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Tests;

public sealed class RenderingTests
{
    // 2026-10-17 19:03:12 in New York, daylight saving time.
    private static readonly Instant _at = Instant.From(new DateTimeOffset(2026, 10, 17, 23, 3, 12, TimeSpan.Zero));
    private static readonly Ticker _bos = new("KXNBAGAME-26OCT17BOSNYK-BOS");

    private static string[] Render(params SessionLine[] lines) => Render(color: false, lines);

    private static string[] Render(bool color, params SessionLine[] lines)
    {
        using var output = new StringWriter();
        var console = new SessionConsole(output, color, TimeSpan.FromMinutes(1));
        foreach (var line in lines) console.Report(line);
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void An_entry_says_what_is_bought_and_why() =>
        Assert.Equal("19:03:12 ENTRY    KXNBAGAME-26OCT17BOSNYK-BOS  buy YES 10 at 0.47, taker; fair 0.541, edge 6.1c after slippage, odds 1.2s old",
            Render(new SessionLine.Entry(_at, _bos, Outcome.Yes, Quantity.FromContracts(10), Price.FromCents(47), Liquidity.Taker, 0.541, PriceOffset.FromUnits(610), TimeSpan.FromMilliseconds(1200)))[0]);

    [Fact]
    public void A_fill_says_its_fee_as_reported_and_what_follows() =>
        Assert.Equal("19:03:12 FILL     KXNBAGAME-26OCT17BOSNYK-BOS  10 at 0.47, fee $0.1744; exit resting: sell 10 at 0.54",
            Render(new SessionLine.Fill(_at, _bos, OrderRole.Entry, Quantity.FromContracts(10), Price.FromCents(47), Money.FromMicros(174_400), "exit resting: sell 10 at 0.54"))[0]);

    [Fact]
    public void An_output_that_is_full_stops_nothing_and_the_next_line_says_what_is_missing()
    {
        using var output = new FullWriter { Failures = 2 };
        var console = new SessionConsole(output, color: false, TimeSpan.FromMinutes(1));

        for (var i = 1; i <= 4; i++) console.Report(new SessionLine.Note(_at, "NOTE", "", $"number {i}"));

        Assert.Equal(["(2 lines before this one could not be written)", "19:03:12 NOTE     number 3", "19:03:12 NOTE     number 4"], output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed class FullWriter : StringWriter
    {
        public int Failures { get; set; }

        public override void WriteLine(string? value)
        {
            if (Failures-- > 0) throw new IOException("No space left on device");
            base.WriteLine(value);
        }
    }

    [Fact]
    public void Readiness_is_one_line() =>
        Assert.Equal("19:03:12 READY    reconciled: 0 orders, 0 positions, cash $1,000.00; books live 25/25; odds fresh 12/12 games", Render(new SessionLine.Ready(_at, Ready(TradingState.Running, null)))[0]);

    [Fact]
    public void A_start_while_killed_says_so() =>
        Assert.EndsWith("; KILLED by me: drill: no entries", Render(new SessionLine.Ready(_at, Ready(TradingState.Killed, "by me: drill")))[0], StringComparison.Ordinal);

    [Fact]
    public void Refusals_of_one_code_are_printed_once_a_minute_and_the_rest_counted()
    {
        SessionLine.Refused At(int second, RefusalCode code = RefusalCode.MaxMarkets) => new(_at + TimeSpan.FromSeconds(second), _bos, code, "5 of 5 in use");

        var lines = Render(At(0), At(10), At(20), At(30), At(31, RefusalCode.PriceBand), At(59), At(60), At(61), At(500));

        Assert.Equal(4, lines.Length);
        Assert.EndsWith("MAX_MARKETS: 5 of 5 in use", lines[0], StringComparison.Ordinal);
        Assert.Contains("PRICE_BAND", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("(4 more in the last minute)", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("(1 more since 19:04:12)", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_text_cannot_forge_a_line() =>
        Assert.Single(Render(new SessionLine.Alert(_at, "X", "bad\n19:00:00 READY\u001b[31m")));

    [Theory]
    [InlineData(false, null, true)]
    [InlineData(false, "", true)]
    [InlineData(false, "1", false)]
    [InlineData(true, null, false)]
    public void Colour_needs_a_terminal_and_no_NO_COLOR(bool redirected, string? noColor, bool wanted) => Assert.Equal(wanted, SessionConsole.WantsColor(redirected, noColor));

    [Fact]
    public void Without_colour_there_is_no_escape_and_with_it_there_is_one()
    {
        var line = new SessionLine.Alert(_at, "X", "text");

        Assert.DoesNotContain('\u001b', Render(color: false, line)[0]);
        Assert.Contains('\u001b', Render(color: true, line)[0]);
    }

    [Fact]
    public void The_summary_ends_with_the_decision_hash_and_keeps_the_signs_apart()
    {
        var lines = Summary.Lines(End(Agreeing)).ToArray();

        Assert.Equal("signals      61   approved 14, refused 47: MAX_MARKETS 24, REPEATED_ENTRY 23", lines[1]);
        Assert.Equal("entries      14   9 taker, 5 maker; filled 12, timed out 2", lines[2]);
        Assert.Equal("closed       10   7 at fair value, 3 time limit", lines[3]);
        Assert.Equal("P&L      -$1.64   realized -$1.86 after $1.93 fees, open +$0.22 at the bid.  A simulated day is no evidence of profit.", lines[4]);
        Assert.Equal("exchange          ledger agrees to the micro-dollar: cash $988.400000, 2 positions, 0 orders", lines[5]);
        Assert.Equal("tape     /s/tape/1.tape, 412,880 inputs      replay it: ./kalshiarb replay /s/tape/1.tape", lines[6]);
        Assert.Equal("decision hash 9f2b", lines[^1]);
    }

    [Fact]
    public void A_ledger_that_differs_shows_both_sides()
    {
        var check = Agreeing with { Agrees = false, Theirs = Agreeing.Theirs with { Cash = Money.FromMicros(988_399_999) }, Differences = ["cash: ours $988.400000, exchange $988.399999"] };

        var lines = Summary.Lines(End(check)).ToArray();

        Assert.Contains(lines, l => l.Contains("LEDGER DIFFERS", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("  ours", StringComparison.Ordinal) && l.Contains("$988.400000", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("  exchange", StringComparison.Ordinal) && l.Contains("$988.399999", StringComparison.Ordinal));
    }

    private static LedgerCheck Agreeing { get; } = new(true, new LedgerSide(Money.FromMicros(988_400_000), 2, 0, Money.FromCents(193), 20), new LedgerSide(Money.FromMicros(988_400_000), 2, 0, Money.FromCents(193), 20), []);

    private static SessionEnd End(LedgerCheck ledger) => new(
        _at, "--for reached", 3, true, 2, 61, 14, [new("MAX_MARKETS", 24), new("REPEATED_ENTRY", 23)], new EntryCounts(9, 5, 12, 2), [new("at fair value", 7), new("time limit", 3)],
        new ProfitAndLoss(Money.FromCents(-186), Money.FromCents(193), Money.FromCents(22)), ledger, "/s/tape/1.tape", 412_880, "9f2b", TradingState.Running, ledger.Agrees ? ExitCode.Done : ExitCode.Differs);

    private static ReadyReport Ready(TradingState state, string? why) => new(_at, 1, "seed 7", 0, 0, Money.FromDollars(1000), 25, 25, 12, 12, 29, 29, state, why);
}
