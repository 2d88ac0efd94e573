using KalshiArb.Domain.Books;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Signing;
using KalshiArb.Kalshi.Tests.Wire;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Kalshi.Tests.Stream;

public class KalshiStreamTests
{
    private const string A = "KXNBAGAME-26OCT20BOSDET-BOS";
    private const string B = "KXNBAGAME-26OCT20BOSDET-DET";
    private const string C = "KXNBAGAME-26OCT20LALGSW-LAL";

    [Fact]
    public async Task The_handshake_is_signed_and_every_channel_subscribed()
    {
        await using var run = await StreamHarness.StartAsync(markets: [A, B]);
        await StreamHarness.Until(() => run.Confirmed == 1, "private channels");
        await run.UntilBook(A);
        await run.UntilBook(B);

        var headers = run.Venue.Last.Headers;
        Assert.Equal(("key-1", "1234", "signed GET /trade-api/ws/v2"), (headers[SignedHeaders.KeyHeader], headers[SignedHeaders.TimestampHeader], headers[SignedHeaders.SignatureHeader]));
        var commands = run.Venue.Last.Commands.Where(command => command.Cmd == "subscribe").ToList();
        Assert.Equal(
            ["fill", "market_lifecycle_v2", "market_positions", "order_group_updates", "orderbook_delta", "ticker", "user_orders"],
            commands.Select(command => command.Channel).Order(StringComparer.Ordinal));
        var books = commands.Single(command => command.Channel == "orderbook_delta");
        Assert.True(books.Params.GetProperty("use_yes_price").GetBoolean());
        Assert.Equal([A, B], books.Tickers);
        Assert.True(commands.Single(command => command.Channel == "ticker").Params.GetProperty("send_initial_snapshot").GetBoolean());
        Assert.Empty(commands.Single(command => command.Channel == "fill").Tickers);
        Assert.Equal(commands.Count, commands.Select(command => command.Id).Distinct().Count());
        Assert.IsType<StreamConnected>(run.Inputs[0]);
        // NO levels came in YES prices.
        Assert.Equal(Price.FromCents(48), run.Inputs.OfType<BookSnapshot>().First().No[0].Price);
        Assert.True(run.Stream.Status is { Connected: true, PrivateConfirmed: true, Connections: 1, Markets: 2 });
    }

    [Fact]
    public async Task Without_the_private_channels_only_the_market_is_heard()
    {
        await using var run = await StreamHarness.StartAsync(options => options with { PrivateChannels = false }, markets: [A]);
        await run.UntilBook(A);
        await run.UntilCommand(command => command.Channel == "market_lifecycle_v2");
        await run.UntilCommand(command => command.Channel == "ticker");

        Assert.Equal(
            ["market_lifecycle_v2", "orderbook_delta", "ticker"],
            run.Venue.Last.Commands.Where(command => command.Cmd == "subscribe").Select(command => command.Channel).Order(StringComparer.Ordinal));
        Assert.Equal((0, 0), (run.Confirmed, run.Doubts.Count));
    }

    [Fact]
    public async Task A_refused_handshake_is_reported_and_tried_again()
    {
        await using var run = await StreamHarness.StartAsync(prepare: venue => venue.RefuseWith = 401);
        await StreamHarness.Until(() => run.Venue.Handshakes >= 3, "further attempts");
        Assert.Contains("stream: handshake refused: HTTP 401", run.Reports);
        run.Venue.RefuseWith = 0;

        await run.UntilInput<StreamConnected>(_ => true);
    }

    [Fact]
    public async Task Every_number_reaches_the_core_in_order()
    {
        await using var run = await StreamHarness.StartAsync(markets: [A]);
        await run.UntilBook(A);
        run.Stream.AddMarkets([new Ticker(B)]);
        await run.UntilBook(B);
        var sid = run.Venue.Last.SidOf["orderbook_delta"];
        run.Venue.Last.SendDelta(sid, A);
        run.Venue.Last.Send($$$"""{"type":"brand_new","sid":{{{sid}}},"seq":{{{run.Venue.Last.NextSeq(sid)}}},"msg":{}}""");
        run.Venue.Last.SendDelta(sid, B);
        await run.UntilInput<BookDelta>(delta => delta.Ticker.Value == B);

        var sequences = new StreamSequences();
        foreach (var input in run.Inputs)
        {
            (long Sid, long Seq)? number = input switch
            {
                BookDelta delta => (delta.Sid, delta.Seq),
                BookSnapshot snapshot => (snapshot.Sid, snapshot.Seq),
                SequenceConsumed consumed => (consumed.Sid, consumed.Seq),
                _ => null,
            };
            if (number is { } there) Assert.Equal(SequenceVerdict.InOrder, sequences.Observe(there.Sid, there.Seq, Instant.FromUnixSeconds(1)));
        }

        await StreamHarness.Until(() => run.Reports.Contains("stream: unknown frame type 'brand_new'"), "report");
    }

    [Fact]
    public async Task Snapshots_asked_for_after_a_gap_come_on_the_same_subscription()
    {
        await using var run = await StreamHarness.StartAsync(markets: [A, B]);
        await run.UntilBook(A);
        await run.UntilBook(B);
        var sid = run.Venue.Last.SidOf["orderbook_delta"];

        run.Stream.RequestSnapshots(new RequestSnapshots(sid, [new Ticker(A), new Ticker(B), new Ticker("NOT-FOLLOWED")]));
        await run.UntilBook(A, 2);
        await run.UntilBook(B, 2);

        var command = Assert.Single(run.Venue.Last.Commands, command => command.Action == "get_snapshot");
        Assert.Equal((sid, 2), (command.Sid, command.Tickers.Length));
    }

    [Fact]
    public async Task Any_subscription_will_do_when_the_core_does_not_know_it()
    {
        await using var run = await StreamHarness.StartAsync(options => options with { GroupSize = 1 }, null, A, B);
        await run.UntilBook(A);
        await run.UntilBook(B);

        run.Stream.RequestSnapshots(new RequestSnapshots(0, [new Ticker(A), new Ticker(B)]));
        await run.UntilBook(A, 2);
        await run.UntilBook(B, 2);

        Assert.Equal(2, run.Venue.Last.Commands.Count(command => command.Channel == "orderbook_delta"));
        Assert.Equal(2, run.Venue.Last.Commands.Where(command => command.Action == "get_snapshot").Select(command => command.Sid).Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_that_is_refused_or_does_not_come_leads_to_a_new_subscription(bool refused)
    {
        await using var run = await StreamHarness.StartAsync(
            options => options with { CommandTimeout = TimeSpan.FromMilliseconds(300) },
            venue => venue.Instead = (connection, command) =>
            {
                if (command.Action != "get_snapshot") return false;
                if (refused) connection.Send($$$"""{"id":{{{command.Id}}},"type":"error","msg":{"code":13,"msg":"Unsupported action"}}""");
                return true;
            },
            A);
        await run.UntilBook(A);
        var first = run.Venue.Last.SidOf["orderbook_delta"];

        run.Stream.RequestSnapshots(new RequestSnapshots(first, [new Ticker(A)]));
        await run.UntilBook(A, 2);

        Assert.NotEqual(first, run.Inputs.OfType<BookSnapshot>().Last().Sid);
        await run.UntilCommand(command => command.Cmd == "unsubscribe" && command.Params.GetProperty("sids")[0].GetInt64() == first);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(25)]
    public async Task A_terminal_error_of_a_subscription_makes_its_books_stale_and_subscribes_again(int code)
    {
        await using var run = await StreamHarness.StartAsync(markets: [A]);
        await run.UntilBook(A);
        var sid = run.Venue.Last.SidOf["orderbook_delta"];

        run.Venue.Last.Send($$$"""{"type":"error","sid":{{{sid}}},"msg":{"code":{{{code}}},"msg":"terminal"}}""");
        await run.UntilInput<FrameQuarantined>(frame => frame.Sid == sid);
        await run.UntilBook(A, 2);

        Assert.Equal(1, run.Stream.Status.Connections);
        Assert.NotEqual(sid, run.Inputs.OfType<BookSnapshot>().Last().Sid);
    }

    [Fact]
    public async Task A_terminal_error_that_names_no_subscription_renews_the_connection()
    {
        await using var run = await StreamHarness.StartAsync(markets: [A]);
        await run.UntilBook(A);

        run.Venue.Last.Send("""{"type":"error","msg":{"code":25,"msg":"Subscription buffer overflow"}}""");
        await run.UntilBook(A, 2);

        AssertLostThenConnected(run.Inputs, "venue error 25");
        await StreamHarness.Until(() => run.Confirmed == 2, "the account is to be listed again");
    }

    [Fact]
    public async Task Silence_renews_the_connection()
    {
        await using var run = await StreamHarness.StartAsync(
            options => options with { ProbeAfter = TimeSpan.FromMilliseconds(100), SilenceLimit = TimeSpan.FromMilliseconds(400) },
            venue => venue.Instead = (_, command) => command.Cmd == "list_subscriptions" && venue.Connections.Length == 1,
            A);
        await run.UntilBook(A, 2);

        Assert.Contains(run.Venue.Connections[0].Commands, command => command.Cmd == "list_subscriptions");
        AssertLostThenConnected(run.Inputs, "nothing heard for 0.4 s");
    }

    [Fact]
    public async Task A_quiet_venue_that_answers_is_alive()
    {
        await using var run = await StreamHarness.StartAsync(options => options with { ProbeAfter = TimeSpan.FromMilliseconds(20), SilenceLimit = TimeSpan.FromSeconds(10) }, null, A);
        await run.UntilInput<StreamAlive>(_ => true);

        Assert.Single(run.Inputs.OfType<StreamConnected>());
        Assert.Empty(run.Inputs.OfType<StreamLost>());
    }

    [Fact]
    public async Task A_broken_connection_is_lost_and_made_again()
    {
        await using var run = await StreamHarness.StartAsync(markets: [A]);
        await run.UntilBook(A);

        run.Venue.Last.Abort();
        await run.UntilBook(A, 2);

        AssertLostThenConnected(run.Inputs, "");
        await StreamHarness.Until(() => run.Confirmed == 2, "the account is to be listed again");
    }

    [Fact]
    public async Task What_a_full_core_refuses_is_lost_said_and_asked_for_again()
    {
        await using var run = await StreamHarness.StartAsync(markets: [A]);
        await run.UntilBook(A);
        await StreamHarness.Until(() => run.Confirmed == 1, "private channels");
        var sid = run.Venue.Last.SidOf["orderbook_delta"];

        run.Full = true;
        run.Venue.Last.SendDelta(sid, A);
        run.Venue.Last.SendDelta(sid, A);
        await StreamHarness.Until(() => run.Stream.Status.Dropped >= 2, "lost inputs");
        run.Full = false;
        await run.UntilInput<StreamLost>(lost => lost.Reason.Contains("the core's queue was full", StringComparison.Ordinal));
        await run.UntilBook(A, 2);

        await StreamHarness.Until(() => run.Doubts.Count == 1, "the account is to be listed");
        Assert.Equal(1, run.Stream.Status.Connections);
    }

    [Fact]
    public async Task A_command_without_an_answer_is_given_up_and_tried_again()
    {
        var silent = 1;
        await using var run = await StreamHarness.StartAsync(
            options => options with { CommandTimeout = TimeSpan.FromMilliseconds(150) },
            venue => venue.Instead = (_, command) => command.Channel == "orderbook_delta" && Interlocked.Exchange(ref silent, 0) == 1,
            A);
        await run.UntilBook(A);

        Assert.Contains("stream: Subscribe of 1 markets not answered in 0.15 s", run.Reports);
        Assert.Equal(2, run.Venue.Last.Commands.Count(command => command.Channel == "orderbook_delta"));
    }

    [Fact]
    public async Task Markets_are_added_and_removed_while_it_runs()
    {
        await using var run = await StreamHarness.StartAsync(markets: [A]);
        await run.UntilBook(A);
        run.Stream.AddMarkets([new Ticker(B), new Ticker(C)]);
        await run.UntilBook(C);
        run.Stream.RemoveMarkets([new Ticker(A)]);
        await run.UntilCommand(command => command.Action == "delete_markets" && command.Tickers is [A], 2);
        run.Stream.RemoveMarkets([new Ticker(B), new Ticker(C)]);

        // The last ones end the subscription: an empty list would mean every market to some channels.
        await run.UntilCommand(command => command.Cmd == "unsubscribe", 2);
        Assert.Contains(run.Venue.Last.Commands, command => command.Action == "add_markets" && command.Tickers is [B, C]);
        Assert.Equal(0, run.Stream.Status.Markets);
    }

    [Fact]
    public async Task A_market_that_the_venue_does_not_give_is_found_and_the_others_are_followed()
    {
        await using var run = await StreamHarness.StartAsync(
            null,
            venue => venue.Instead = (connection, command) =>
            {
                if (!command.Tickers.Contains("UNKNOWN")) return false;
                connection.Send($$$"""{"id":{{{command.Id}}},"type":"error","msg":{"code":11,"msg":"Invalid parameter"}}""");
                return true;
            },
            A, B, C, "UNKNOWN");
        await run.UntilBook(A);
        await run.UntilBook(B);
        await run.UntilBook(C);

        await StreamHarness.Until(() => run.RefusedMarkets.Count > 0, "the refusal");
        Assert.Equal(["UNKNOWN"], run.RefusedMarkets);
    }

    [Fact]
    public async Task A_limit_of_markets_makes_smaller_groups()
    {
        await using var run = await StreamHarness.StartAsync(
            null,
            venue => venue.Instead = (connection, command) =>
            {
                if (command.Tickers.Length <= 1) return false;
                connection.Send($$$"""{"id":{{{command.Id}}},"type":"error","msg":{"code":26,"msg":"market limit"}}""");
                return true;
            },
            A, B, C);
        await run.UntilBook(A);
        await run.UntilBook(B);
        await run.UntilBook(C);

        Assert.Empty(run.RefusedMarkets);
    }

    [Fact]
    public async Task An_unreadable_book_frame_makes_its_book_stale_and_asks_for_it()
    {
        await using var run = await StreamHarness.StartAsync(markets: [A, B]);
        await run.UntilBook(A);
        var connection = run.Venue.Last;
        var sid = connection.SidOf["orderbook_delta"];
        var seq = connection.NextSeq(sid);

        connection.Send($$$"""{"type":"orderbook_delta","sid":{{{sid}}},"seq":{{{seq}}},"msg":{"market_ticker":"{{{A}}}","price_dollars":"0.4000","side":"yes"}}""");
        await run.UntilInput<FrameQuarantined>(frame => frame.Ticker?.Value == A && frame.Sid is null && frame.Bytes.Length > 0);
        await run.UntilInput<SequenceConsumed>(consumed => consumed == new SequenceConsumed(sid, seq));
        await run.UntilBook(A, 2);

        Assert.Single(run.Inputs.OfType<BookSnapshot>(), snapshot => snapshot.Ticker.Value == B);
    }

    [Fact]
    public async Task Private_frames_reach_the_core_and_doubt_the_account_when_they_cannot_be_read()
    {
        await using var run = await StreamHarness.StartAsync(markets: [A]);
        await run.UntilBook(A);
        run.Venue.Last.Send(StreamFrameDecoderTests.Fill);
        run.Venue.Last.Send(StreamFrameDecoderTests.Order);
        run.Venue.Last.Send(StreamFrameDecoderTests.Order.Replace("\"subaccount_number\":2", "\"subaccount_number\":0", StringComparison.Ordinal));
        run.Venue.Last.Send(StreamFrameDecoderTests.Position);
        run.Venue.Last.Send(StreamFrameDecoderTests.Group.Replace("limit_updated", "triggered", StringComparison.Ordinal));
        await run.UntilInput<FillReported>(fill => fill.PostPosition == Quantity.FromContracts(-500));
        await run.UntilInput<OrderReported>(order => order.State.Reason == "Trade");
        await run.UntilInput<OrderGroupTriggered>(_ => true);
        await run.UntilInput<SequenceConsumed>(consumed => consumed == new SequenceConsumed(21, 7));
        await StreamHarness.Until(() => run.Notices.OfType<PositionNotice>().Any(), "position");
        Assert.Single(run.Inputs.OfType<OrderReported>());
        Assert.Equal(1, run.Stream.Status.OtherSubaccounts);
        Assert.Empty(run.Doubts);

        run.Venue.Last.Send(StreamFrameDecoderTests.Order.Replace("resting", "unknown", StringComparison.Ordinal));
        await StreamHarness.Until(() => run.Doubts.Count == 1, "doubt");
        await run.UntilInput<FrameQuarantined>(frame => frame.Sid == 22);
    }

    [Fact]
    public async Task Of_the_life_of_markets_only_what_is_followed_reaches_the_core()
    {
        await using var run = await StreamHarness.StartAsync(markets: ["A-B"]);
        await run.UntilBook("A-B");
        run.Venue.Last.Send("""{"type":"market_lifecycle_v2","sid":13,"seq":1,"msg":{"market_ticker":"OTHER","event_type":"deactivated"}}""");
        run.Venue.Last.Send("""{"type":"market_lifecycle_v2","sid":13,"seq":2,"msg":{"market_ticker":"A-B","event_type":"close_date_updated"}}""");
        run.Venue.Last.Send("""{"type":"market_lifecycle_v2","sid":13,"seq":3,"msg":{"market_ticker":"A-B","event_type":"deactivated"}}""");
        run.Venue.Last.Send(StreamFrameDecoderTests.Created);
        run.Venue.Last.Send(StreamFrameDecoderTests.Fee);
        await StreamHarness.Until(() => run.Notices.OfType<EventFeeNotice>().Any(), "fee update");

        Assert.Equal(new MarketStatusChanged(new Ticker("A-B"), MarketStatus.Inactive), Assert.Single(run.Inputs.OfType<MarketStatusChanged>()));
        Assert.Equal(new Ticker("A-B"), Assert.Single(run.Notices.OfType<MarketUnreadableNotice>()).Ticker);
        Assert.Single(run.Notices.OfType<MarketCreatedNotice>());
        Assert.Equal(new Ticker("A-B"), Assert.Single(run.Inputs.OfType<FrameQuarantined>()).Ticker);
    }

    [Fact]
    public async Task Volume_is_told_when_it_changes()
    {
        await using var run = await StreamHarness.StartAsync(markets: [A]);
        await run.UntilBook(A);
        foreach (var volume in (string[])["10.00", "10.00", "11.00"])
            run.Venue.Last.Send($$$"""{"type":"ticker","sid":7,"msg":{"market_ticker":"{{{A}}}","volume_fp":"{{{volume}}}"}}""");
        await run.UntilInput<MarketVolumeReported>(volume => volume.Volume == Quantity.FromContracts(11));

        Assert.Equal(2, run.Inputs.OfType<MarketVolumeReported>().Count());
    }

    [Fact]
    public async Task A_message_without_end_ends_the_connection()
    {
        await using var run = await StreamHarness.StartAsync(options => options with { MaxMessageBytes = 100_000 }, null, A);
        await run.UntilBook(A);
        run.Venue.Last.Send(new string(' ', 100_001));
        await run.UntilBook(A, 2);

        AssertLostThenConnected(run.Inputs, "a message of more than 100000 bytes");
    }

    private static void AssertLostThenConnected(Input[] inputs, string reason)
    {
        var lost = Array.FindIndex(inputs, input => input is StreamLost);
        Assert.Contains(reason, ((StreamLost)inputs[lost]).Reason, StringComparison.Ordinal);
        Assert.IsType<StreamConnected>(inputs[lost + 1]);
    }
}
