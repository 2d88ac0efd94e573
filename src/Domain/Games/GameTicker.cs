using System.Globalization;

namespace KalshiArb.Domain.Games;

/// <summary>
/// A game event's ticker taken apart: <c>SERIES-YYMMMDD[HHMM]BLOB[Gn]</c>, where date and time are US Eastern and the blob is
/// two team codes without a separator (Kalshi market tickers as seen 2025-11 to 2026-10).
/// </summary>
/// <param name="Series">The series.</param>
/// <param name="Event">The whole event ticker.</param>
/// <param name="Date">US Eastern date.</param>
/// <param name="StartTime">US Eastern time of the scheduled start, in series that write it.</param>
/// <param name="Blob">The two codes.</param>
/// <param name="DoubleheaderGame">1 or 2 in a doubleheader (…G1, …G2).</param>
public sealed record GameTicker(SeriesTicker Series, EventTicker Event, DateOnly Date, TimeOnly? StartTime, string Blob, int? DoubleheaderGame)
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    /// <summary>The market code of a draw.</summary>
    public const string DrawCode = "TIE";

    /// <summary>The scheduled start; null when the ticker has no time, or one that spring skips.</summary>
    public Instant? ScheduledStart =>
        StartTime is { } time && UsEastern.TryToInstant(Date, time, out var start) ? start : null;

    /// <summary>The game this event is about, the same for every series that writes the same date, time and sides.</summary>
    public GameId Game(Sport sport)
    {
        var time = StartTime is { } start ? "/" + start.ToString("HHmm", CultureInfo.InvariantCulture) : "";
        var number = DoubleheaderGame is { } n ? "/G" + n.ToString(CultureInfo.InvariantCulture) : "";
        return new GameId($"{sport}/{Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}/{Blob}{time}{number}");
    }

    /// <summary>Takes an event ticker apart; false with the reason when it does not follow the grammar. Digits are read as a time only where the series writes one.</summary>
    public static bool TryParse(EventTicker ticker, bool hasStartTime, out GameTicker parsed, out string reason)
    {
        parsed = null!;
        var text = ticker.Value;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || text.IndexOf('-', dash + 1) >= 0) return No($"{text}: an event ticker is SERIES-DATE and teams.", out reason);
        var rest = text.AsSpan(dash + 1);
        if (rest.Length < 11 || !TryDate(rest[..7], out var date)) return No($"{text}: no date YYMMMDD after the series.", out reason);
        rest = rest[7..];
        TimeOnly? time = null;
        if (hasStartTime)
        {
            if (!TryDigits(rest[..4], out var hhmm) || hhmm / 100 > 23 || hhmm % 100 > 59) return No($"{text}: no time HHMM after the date.", out reason);
            time = new TimeOnly(hhmm / 100, hhmm % 100);
            rest = rest[4..];
        }
        int? number = null;
        if (rest.Length > 2 && rest[^2] == 'G' && rest[^1] is '1' or '2')
        {
            number = rest[^1] - '0';
            rest = rest[..^2];
        }
        if (rest.Length is < 4 or > 10) return No($"{text}: two team codes are four to ten letters.", out reason);
        foreach (var c in rest)
            if (c is < 'A' or > 'Z') return No($"{text}: '{c}' in the team codes.", out reason);
        parsed = new GameTicker(new SeriesTicker(text[..dash]), ticker, date, time, rest.ToString(), number);
        reason = "";
        return true;
    }

    /// <summary>The series and event of a market ticker (<c>EVENT-CODE</c>) and its outcome code; false when it has another form.</summary>
    public static bool TrySplitMarket(Ticker ticker, out SeriesTicker series, out EventTicker eventTicker, out string code)
    {
        (series, eventTicker, code) = (default, default, "");
        var text = ticker.Value;
        var first = text.IndexOf('-', StringComparison.Ordinal);
        var last = text.LastIndexOf('-');
        if (first <= 0 || last <= first + 1 || last == text.Length - 1 || text.IndexOf('-', first + 1) != last) return false;
        series = new SeriesTicker(text[..first]);
        eventTicker = new EventTicker(text[..last]);
        code = text[(last + 1)..];
        return true;
    }

    /// <summary>
    /// What a market of this event pays on, by its code. The clubs' table decides where it is whole; elsewhere the code must be
    /// the beginning or the end of the blob, and not both.
    /// </summary>
    public bool TryOutcome(string code, SeriesFacts facts, TeamCatalog teams, out GameOutcome outcome, out string reason)
    {
        outcome = default;
        reason = "";
        if (code == DrawCode && facts.Outcomes == 3)
        {
            outcome = GameOutcome.Draw;
            return true;
        }
        bool isFirst, isSecond;
        if (teams.IsWhole(facts.Sport))
        {
            if (!teams.TrySplit(facts.Sport, Blob, out _, out _, out var at)) return No($"{Event}: '{Blob}' is not two {facts.Sport} codes in exactly one way.", out reason);
            isFirst = Blob.AsSpan(0, at).SequenceEqual(code);
            isSecond = Blob.AsSpan(at).SequenceEqual(code);
        }
        else
        {
            // A code needs another of at least two letters beside it.
            var fits = code.Length >= 2 && code.Length <= Blob.Length - 2;
            isFirst = fits && Blob.StartsWith(code, StringComparison.Ordinal);
            isSecond = fits && Blob.EndsWith(code, StringComparison.Ordinal);
        }
        if (isFirst == isSecond)
        {
            reason = isFirst ? $"{code} could be either side of {Blob}." : $"{code} is no side of {Blob}.";
            return false;
        }
        outcome = isFirst == (facts.Order == TeamOrder.HomeAway) ? GameOutcome.Home : GameOutcome.Away;
        return true;
    }

    private static bool TryDate(ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        if (!TryDigits(text[..2], out var year) || !TryDigits(text[5..], out var day)) return false;
        for (var month = 0; month < Months.Length; month++)
        {
            if (!text[2..5].SequenceEqual(Months[month])) continue;
            if (day < 1 || day > DateTime.DaysInMonth(2000 + year, month + 1)) return false;
            date = new DateOnly(2000 + year, month + 1, day);
            return true;
        }
        return false;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < '0' or > '9') return false;
            value = value * 10 + (c - '0');
        }
        return text.Length > 0;
    }

    private static bool No(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
