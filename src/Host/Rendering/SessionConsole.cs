using System.Globalization;
using KalshiArb.Domain.Risk;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Rendering;

/// <summary>
/// The lines of a session. Plain text unless a terminal reads it and NO_COLOR is unset. A refusal of one code is printed
/// once in a window of market time; the next line of that code says how many were not. An output that cannot be written to stops
/// nothing; the next line that can be written says how many were lost.
/// </summary>
internal sealed class SessionConsole(TextWriter output, bool color, TimeSpan refusalWindow) : ISessionObserver
{
    private readonly Lock _guard = new();
    private readonly SortedDictionary<RefusalCode, (Instant Printed, int Hidden)> _refusals = [];
    private int _lost;

    /// <summary>Whether colours are wanted: a terminal, and no NO_COLOR (no-color.org: any value that is not empty).</summary>
    public static bool WantsColor(bool redirected, string? noColor) => !redirected && string.IsNullOrEmpty(noColor);

    /// <inheritdoc/>
    public void Report(SessionLine line)
    {
        lock (_guard)
        {
            if (line is SessionLine.Refused refused) Write(refused);
            else if (Format(line) is var (label, subject, text, style)) Write(line.At, label, subject, text, style);
        }
    }

    /// <summary>A line that belongs to no market time.</summary>
    public void Plain(string text)
    {
        lock (_guard)
        {
            Put(text);
        }
    }

    private static (string Label, string Subject, string Text, string Style) Format(SessionLine line) => line switch
    {
        SessionLine.Ready ready => ("READY", "", ReadyText(ready.Report), "32"),
        SessionLine.Entry e => ("ENTRY", e.Ticker.Value, EntryText(e), "36"),
        SessionLine.Fill f => ("FILL", f.Ticker.Value, $"{Text.Of(f.Count)} at {Text.Of(f.Price)}, fee {f.Fee}{(f.Consequence.Length > 0 ? "; " + f.Consequence : "")}", "32"),
        SessionLine.Exit x => ("EXIT", x.Ticker.Value, $"{x.Reason}: sold {Text.Of(x.Count)} at {Text.Of(x.Price)}, {Text.Signed(x.Realized)}", "36"),
        SessionLine.Stale s => ("STALE", s.Subject, s.Evidence, "33"),
        SessionLine.State s => (Text.Code(s.Now.ToString()), "", $"by {s.By}{(s.Reason.Length > 0 ? ": " + s.Reason : "")}", "1;33"),
        SessionLine.Alert a => ("ALERT", a.Subject, a.Text, "1;31"),
        SessionLine.Stopped s => ("STOPPED", "", s.Text, "1"),
        SessionLine.Note n => (n.Label, n.Subject, n.Text, "0"),
        _ => throw new InvalidOperationException($"No line for {line.GetType().Name}."),
    };

    private static string EntryText(SessionLine.Entry e) => string.Create(CultureInfo.InvariantCulture,
        $"buy {(e.Outcome == Outcome.Yes ? "YES" : "NO")} {Text.Of(e.Count)} at {Text.Of(e.Price)}, {(e.Liquidity == Liquidity.Taker ? "taker" : "maker")}; fair {Text.Fair(e.Fair)}, edge {e.Edge.Units / 100m:0.0}c after slippage, {(e.OddsAge is { } age ? $"odds {Text.Seconds(age)} old" : "from the score")}");

    private static string ReadyText(ReadyReport r) =>
        $"reconciled: {r.Orders} orders, {r.Positions} positions, cash {Text.Cents(r.Cash)}; books live {r.BooksLive}/{r.Books}; odds fresh {r.GamesFresh}/{r.Games} games"
        + (r.TradingState == TradingState.Running ? "" : $"; {Text.Code(r.TradingState.ToString())}{(r.StateReason is { } why ? " " + why : "")}: no entries");

    private void Write(SessionLine.Refused refused)
    {
        var known = _refusals.TryGetValue(refused.Code, out var last);
        if (known && refused.At - last.Printed < refusalWindow)
        {
            _refusals[refused.Code] = (last.Printed, last.Hidden + 1);
            return;
        }
        var hidden = last.Hidden == 0 ? "" : refused.At - last.Printed < refusalWindow * 2 ? $" ({last.Hidden} more in the last {Window()})" : $" ({last.Hidden} more since {Text.Time(last.Printed)})";
        _refusals[refused.Code] = (refused.At, 0);
        Write(refused.At, "REFUSED", refused.Ticker.Value, $"{Text.Code(refused.Code.ToString())}: {refused.Evidence}{hidden}", "90");
    }

    private string Window() => refusalWindow == TimeSpan.FromMinutes(1) ? "minute" : $"{refusalWindow.TotalSeconds:0}s";

    private void Write(Instant at, string label, string subject, string text, string style)
    {
        var shown = color && style != "0" ? $"\u001b[{style}m{label,-8}\u001b[0m" : $"{label,-8}";
        var body = subject.Length > 0 ? $"{subject}  {text}" : text;
        Put($"{Text.Time(at)} {shown} {Text.OneLine(body)}");
    }

    // Called on the core's thread: a full disk behind the output is not the core's business.
    private void Put(string line)
    {
        try
        {
            if (_lost > 0) output.WriteLine($"({_lost} lines before this one could not be written)");
            output.WriteLine(line);
            output.Flush();
            _lost = 0;
        }
        catch (IOException)
        {
            _lost++;
        }
    }
}
