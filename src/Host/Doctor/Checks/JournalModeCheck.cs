using KalshiArb.Actors.Journal;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>How the journal's file keeps its writes: a write-ahead log, and each commit on the disk before its order leaves.</summary>
public sealed class JournalModeCheck : IDoctorCheck
{
    private const string Title = "journal";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Nothing;

    /// <inheritdoc/>
    public Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation) => Task.FromResult<ImmutableArray<CheckRow>>([Look(context.Settings.Persistence.Provider, context.StatePath)]);

    /// <summary>The row for the journal of a state directory.</summary>
    public static CheckRow Look(string provider, string? statePath)
    {
        if (provider != "sqlite") return CheckRow.Skip(Title, $"provider {provider}");
        if (statePath is null) return CheckRow.Skip(Title, "no --state: a fresh journal is made (WAL, synchronous FULL)");
        var file = Path.Combine(statePath, JournalFile.FileName);
        if (!File.Exists(file)) return CheckRow.Skip(Title, $"{file} is not there yet: it is made (WAL, synchronous FULL)");
        try
        {
            var mode = JournalFile.ModeOf(file);
            // synchronous is no property of the file: the service sets it on every connection that it opens.
            return mode == "wal"
                ? CheckRow.Ok(Title, $"{file}: journal_mode wal, synchronous FULL on every connection of the service")
                : CheckRow.Fail(Title, $"{file}: journal_mode {mode}", "find out who changed it; PRAGMA journal_mode=WAL sets it back");
        }
        catch (JournalException e)
        {
            return CheckRow.Fail(Title, e.Message, "restore the file, or begin with another --state and reconcile");
        }
    }
}
