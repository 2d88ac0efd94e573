using KalshiArb.Host.Control;
using KalshiArb.Host.Sessions;
using KalshiArb.Kill;
using Spectre.Console;

namespace KalshiArb.Host.Rendering;

/// <summary>What the control commands print for a person.</summary>
internal static class ViewTables
{
    public static void Write(IAnsiConsole console, ControlResponse response)
    {
        if (response.Status is { } status) Write(console, status);
        else if (response.Orders is { } orders) Write(console, orders);
        else if (response.Positions is { } positions) Write(console, positions);
        else if (response.Risk is { } risk) Write(console, risk);
        else if (response.Why is { } why) Write(console, why);
        else if (response.Receipt is { } receipt) console.Write(new Spectre.Console.Text(KillReceiptText.Write(receipt)));
        else console.WriteLine(Text.OneLine(response.Message));
    }

    /// <summary>A console that does not wrap when nobody watches.</summary>
    public static IAnsiConsole Console(TextWriter output, bool color)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = color ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!color) console.Profile.Width = 400;
        return console;
    }

    private static void Write(IAnsiConsole console, StatusView s)
    {
        var table = new Table().HideHeaders().NoBorder().AddColumns("", "");
        Row("state", $"{Text.Code(s.State.ToString())}{(s.StateBy is { } by ? $" by {by}" : "")}{(s.StateReason is { Length: > 0 } why ? $": {why}" : "")}");
        Row("mode", $"{s.Mode}, run {s.Run}, {Text.DateTime(s.At)}");
        Row("cash", $"{Text.Cents(s.Cash)}, exposure {Text.Cents(s.Exposure)}");
        Row("P&L", $"realized {Text.Signed(s.Realized)} after {Text.Cents(s.Fees)} fees today, open {Text.Signed(s.Open)} at the bid");
        Row("positions", $"{s.Positions}");
        Row("orders", $"{s.WorkingOrders}{(s.UnknownOrders > 0 ? $", {s.UnknownOrders} IN DOUBT" : "")}");
        Row("data", $"books live {s.Books.Some}/{s.Books.All}, odds fresh {s.GamesFresh.Some}/{s.GamesFresh.All} games");
        Row("signals", $"{Text.Count(s.Signals)}: approved {Text.Count(s.Approved)}, refused {Text.Count(s.Refused)}");
        Row("reconciled", s.LastReconciled is { } at ? $"{Text.Time(at)}, {(s.ReconcileClean ? "clean" : "DIFFERENT")}" : "never");
        Row("inputs", Text.Count(s.Inputs));
        foreach (var feed in s.Feeds) Row("feed", FeedText.Of(feed, s.At));
        console.Write(table);

        void Row(string name, string value) => table.AddRow(Markup.Escape(name), Markup.Escape(Text.OneLine(value)));
    }

    private static void Write(IAnsiConsole console, OrdersView view)
    {
        if (view.Orders.IsEmpty) console.WriteLine("no orders");
        else Print(console, ["order", "market", "role", "side", "count", "filled", "limit", "state", "age", "note"],
            view.Orders.Select(o => (string[])[o.Id.Value, o.Ticker.Value, o.Role.ToString(), o.Side == OrderSide.Bid ? "buy" : "sell", Text.Of(o.Count), Text.Of(o.Filled), Text.Of(o.Limit), o.State, Text.Seconds(o.Age), o.Note]));
    }

    private static void Write(IAnsiConsole console, PositionsView view)
    {
        if (view.Positions.IsEmpty) console.WriteLine("no positions");
        else Print(console, ["market", "position", "cost", "mark", "fair", "open", "realized", "fees", "held", "exit"],
            view.Positions.Select(p => (string[])[p.Ticker.Value, $"{Text.Of(p.Position.Magnitude)} {(p.Position.Sign < 0 ? "NO" : "YES")}", p.AverageCost.ToString(), p.Mark is { } m ? Text.Of(m) : "-", p.Fair is { } f ? Text.Fair(f) : "-", p.Open is { } o ? Text.Signed(o) : "-", Text.Signed(p.Realized), p.Fees.ToString(), Text.Seconds(p.Held), p.AwaitingSettlement is { } waits ? $"awaiting settlement for {Text.Seconds(waits)}" : p.ExitPlan]));
    }

    private static void Write(IAnsiConsole console, RiskView view)
    {
        console.WriteLine($"{Text.Code(view.State.ToString())} at {Text.DateTime(view.At)}; {view.Limits.Count(l => l.Armed)} of {view.Limits.Length} limits armed");
        Print(console, ["code", "limit", "armed", "evaluated", "bound", "by", "times"],
            view.Limits.Select(l => (string[])[l.Code, l.Limit, l.Armed ? "yes" : "NO", l.LastEvaluated is { } e ? Text.Time(e) : "never", l.LastBound is { } b ? Text.Time(b) : "never", l.BoundBy, Text.Count(l.Times)]));
        if (!view.Strategies.IsEmpty)
            Print(console, ["strategy", "markets", "exposure", "realized, all runs", ""],
                view.Strategies.Select(s => (string[])[s.Name, $"{s.Markets} of {s.MaxMarkets}", $"{Text.Cents(s.Exposure)} of {Text.Cents(s.MaxExposure)}", Text.Signed(s.Realized), s.Enabled ? "" : "DISABLED"]));
        foreach (var brake in view.Brakes) console.WriteLine(Text.OneLine(brake));
    }

    private static void Write(IAnsiConsole console, WhyView view)
    {
        console.WriteLine($"{view.Ticker}: {view.Verdict} at {Text.Time(view.At)}");
        Print(console, ["evidence", "value"], view.Evidence.Select(e => (string[])[e.Name, e.Value]));
        foreach (var line in view.Recent) console.WriteLine(Text.OneLine(line));
    }

    public static void Print(IAnsiConsole console, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns) table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap());
        foreach (var row in rows) table.AddRow(row.Select(cell => Markup.Escape(Text.OneLine(cell))).ToArray());
        console.Write(table);
    }
}
