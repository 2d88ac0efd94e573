using System.Text.Json;
using System.Text.Json.Serialization;
using KalshiArb.Kill;

namespace KalshiArb.Host.Control;

/// <summary>An order group of a run, as its kill sheet names it.</summary>
internal sealed record SheetGroup(string Group, int Shard, OrderRole Role);

/// <summary>
/// What a kill needs that is made without the service: where the venue is, whose account, where the key lies, and the order groups
/// of the run. An owner-only file of the state directory, written at the start and before any order can be in a new group. It
/// holds no secret, and what it names is asked for nothing but to cancel.
/// </summary>
/// <param name="Version">Of the file's form.</param>
/// <param name="Run">The run.</param>
/// <param name="Rest">The venue's REST API with its prefix.</param>
/// <param name="Subaccount">Our subaccount.</param>
/// <param name="AccountTag">Begins our client order ids.</param>
/// <param name="Key">Where the key is.</param>
/// <param name="IsEmbedded">The venue lives in the service, and ends with it.</param>
/// <param name="WallMicros">The wall clock at the writing.</param>
/// <param name="VenueMicros">The venue's time then.</param>
/// <param name="Speed">Seconds of the venue in a second of real time.</param>
/// <param name="Groups">The order groups of the run, entries' and exits'.</param>
internal sealed record KillSheet(
    int Version, int Run, string Rest, int Subaccount, string AccountTag, KeyPlace Key, bool IsEmbedded, long WallMicros, long VenueMicros, double Speed,
    ImmutableArray<SheetGroup> Groups)
{
    public const string FileName = "kill-venue.json";
    public const int CurrentVersion = 1;
    private const int MaxBytes = 1 << 20;

    /// <summary>The venue's time now. A clock that was set since is off by as much: the fence is long enough for a minute of it.</summary>
    [JsonIgnore]
    public Instant Now => Speed == 1
        ? Instant.FromUnixMicros(Wall() + (VenueMicros - WallMicros))
        : Instant.FromUnixMicros(VenueMicros + (long)((Wall() - WallMicros) * Speed));

    /// <summary>Every group, as a kill triggers it.</summary>
    [JsonIgnore]
    public ImmutableArray<EntryGroup> ToTrigger => [.. Groups.Select(group => new EntryGroup(new OrderGroupId(group.Group), new Shard(group.Shard)))];

    /// <summary>Writes the sheet of a run. Throws what a disk throws.</summary>
    public void Write(string stateDirectory) => StateDirectory.WriteWhole(Path.Combine(stateDirectory, FileName), JsonSerializer.Serialize(this, ControlJson.Default.KillSheet));

    /// <summary>The sheet of a state directory's last run over the wire; null when there is none, with why it cannot be read.</summary>
    public static KillSheet? Read(string stateDirectory, out string why)
    {
        var file = Path.Combine(stateDirectory, FileName);
        why = $"{stateDirectory} has no {FileName}: its last run was on no venue outside the process";
        if (!File.Exists(file)) return null;
        try
        {
            why = $"{file} is no kill sheet";
            if (new FileInfo(file).Length > MaxBytes) return null;
            if (JsonSerializer.Deserialize(File.ReadAllText(file), ControlJson.Default.KillSheet) is not { Version: CurrentVersion } sheet) return null;
            // A signed request goes to nobody in clear text but this machine.
            if (!Uri.TryCreate(sheet.Rest, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback)) return null;
            why = "";
            return sheet;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            why = $"{file} cannot be read: {e.Message}";
            return null;
        }
    }

    /// <summary>The wall clock, in microseconds since the Unix epoch.</summary>
    public static long Wall() => Instant.From(DateTimeOffset.UtcNow).UnixMicros;
}
