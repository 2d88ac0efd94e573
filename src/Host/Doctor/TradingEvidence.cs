using System.Text.Json;
using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Reconciliation;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Control;

namespace KalshiArb.Host.Doctor;

/// <summary>
/// The hours that journals show, which full limits with real money rest on. They are read from the state directories of the
/// same account tag and of the modes dry-run and live: those below the standard place ($XDG_STATE_HOME/kalshiarb/MODE/*), the
/// run's own, and those of <c>limits.evidence</c>. Time counts from one fact of a run to the next by the wall time at which it
/// was stored, at most <see cref="LongestGap"/> between two, so that a service that stood still earns nothing. Live time counts
/// as reconciled while no ticker is frozen because of a difference from the venue; a run does not trade before its first clean
/// reconciliation.
/// </summary>
/// <param name="DryRun">Time in dry run.</param>
/// <param name="ReconciledLive">Live time during which ledger and venue agreed.</param>
/// <param name="Unreadable">Directories whose stamp or journal could not be read, with why. They count nothing.</param>
/// <param name="Journals">How many journals were read.</param>
public sealed record TradingEvidence(TimeSpan DryRun, TimeSpan ReconciledLive, ImmutableArray<string> Unreadable, int Journals)
{
    /// <summary>Dry run that full limits need.</summary>
    public static TimeSpan DryRunNeeded { get; } = TimeSpan.FromHours(48);

    /// <summary>Reconciled live time that full limits need.</summary>
    public static TimeSpan LiveNeeded { get; } = TimeSpan.FromHours(20);

    /// <summary>The most that counts between two facts.</summary>
    public static TimeSpan LongestGap { get; } = TimeSpan.FromHours(1);

    // Beyond this many directories the rest is passed over, and said so.
    private const int MaxDirectories = 1_000;

    /// <summary>What is still missing for full limits; empty when nothing is.</summary>
    public ImmutableArray<string> Missing
    {
        get
        {
            var missing = ImmutableArray.CreateBuilder<string>();
            if (DryRun < DryRunNeeded) missing.Add($"{Hours(DryRunNeeded - DryRun)} of dry run ({Hours(DryRun)} of {Hours(DryRunNeeded)})");
            if (ReconciledLive < LiveNeeded) missing.Add($"{Hours(LiveNeeded - ReconciledLive)} of reconciled live trading ({Hours(ReconciledLive)} of {Hours(LiveNeeded)})");
            return missing.ToImmutable();
        }
    }

    /// <summary>Reads every journal that counts.</summary>
    /// <param name="stateRoot">The standard place.</param>
    /// <param name="account">The account tag.</param>
    /// <param name="more">Further state directories.</param>
    public static TradingEvidence Read(string stateRoot, string account, IEnumerable<string> more)
    {
        var unreadable = ImmutableArray.CreateBuilder<string>();
        var directories = Standard(stateRoot).Concat(more.Select(Path.GetFullPath)).Distinct(StringComparer.Ordinal).ToArray();
        if (directories.Length > MaxDirectories) unreadable.Add($"{directories.Length - MaxDirectories} of {directories.Length} state directories were not read: at most {MaxDirectories} are");
        var (dry, live, journals) = (TimeSpan.Zero, TimeSpan.Zero, 0);
        foreach (var directory in directories.Take(MaxDirectories))
        {
            try
            {
                var file = Path.Combine(directory, JournalFile.FileName);
                if (!File.Exists(file) || StampOf(directory) is not { } stamp || stamp.Account != account) continue;
                var hours = new JournalHours();
                if (stamp.Mode is not ("dry-run" or "live")) continue;
                JournalFile.Read(file, hours.Take);
                journals++;
                if (stamp.Mode == "dry-run") dry += hours.Total;
                else live += hours.Agreed;
            }
            catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException or JsonException)
            {
                unreadable.Add($"{directory}: {e.Message}");
            }
        }
        return new TradingEvidence(dry, live, unreadable.ToImmutable(), journals);
    }

    private static IEnumerable<string> Standard(string stateRoot) =>
        new[] { TradingMode.DryRun, TradingMode.Live }
            .Select(mode => Path.Combine(stateRoot, SettingsBinder.NameOf(mode)))
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Order(StringComparer.Ordinal);

    private static StateStamp? StampOf(string directory)
    {
        var file = Path.Combine(directory, "state.json");
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllText(file), ControlJson.Default.StateStamp) : null;
    }

    private static string Hours(TimeSpan time) => time.TotalHours.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) + " h";
}

/// <summary>Adds up the time that one journal shows.</summary>
internal sealed class JournalHours
{
    private readonly HashSet<Ticker> _different = [];
    private Instant? _last;

    /// <summary>Time within runs.</summary>
    public TimeSpan Total { get; private set; }

    /// <summary>Of it, time without a difference from the venue.</summary>
    public TimeSpan Agreed { get; private set; }

    /// <summary>Takes the next fact.</summary>
    public void Take(DatedFact dated)
    {
        // Between two runs nothing ran; a clock that went back earns nothing.
        if (dated.Fact is not RunStarted && _last is { } last && dated.StoredAt > last)
        {
            var gap = dated.StoredAt - last;
            if (gap > TradingEvidence.LongestGap) gap = TradingEvidence.LongestGap;
            Total += gap;
            if (_different.Count == 0) Agreed += gap;
        }
        _last = dated.StoredAt;
        if (dated.Fact is TickerFrozen frozen && frozen.Reason.StartsWith(ReconcileState.ReasonPrefix, StringComparison.Ordinal)) _different.Add(frozen.Ticker);
        else if (dated.Fact is TickerThawed thawed) _different.Remove(thawed.Ticker);
    }
}
