using System.Globalization;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>Room for journal, tapes and logs. A full disk ends a run.</summary>
public sealed class DiskCheck : IDoctorCheck
{
    private const string Title = "disk";
    private const long LeastBytes = 1_000_000_000;

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Nothing;

    /// <inheritdoc/>
    public Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        var place = Existing(context.StatePath ?? context.StateRoot);
        try
        {
            return Task.FromResult<ImmutableArray<CheckRow>>([Look(place, new DriveInfo(place).AvailableFreeSpace)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Task.FromResult<ImmutableArray<CheckRow>>([CheckRow.Fail(Title, $"free space of {place} cannot be read ({e.GetType().Name})", "give a --state on a local disk")]);
        }
    }

    /// <summary>The row for a place with that much room.</summary>
    public static CheckRow Look(string place, long freeBytes)
    {
        var free = (freeBytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB free";
        return freeBytes < LeastBytes ? CheckRow.Fail(Title, $"{free} at {place}", "make room: at least 1 GB, or give a --state elsewhere") : CheckRow.Ok(Title, $"{free} at {place}");
    }

    private static string Existing(string path)
    {
        var directory = new DirectoryInfo(Path.GetFullPath(path));
        while (!directory.Exists && directory.Parent is { } parent) directory = parent;
        return directory.FullName;
    }
}
