namespace KalshiArb.EndToEnd.Tests;

/// <summary>A folder of a test's own with a path short enough for a socket; gone at the end.</summary>
internal sealed class StateFolder : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("ke-").FullName;

    /// <summary>A path in it.</summary>
    public string this[string name] => System.IO.Path.Combine(_top, name);

    /// <summary>The state directory.</summary>
    public string State => this["s"];

    /// <summary>The tape of a run.</summary>
    public string Tape(int run) => System.IO.Path.Combine(State, "tape", $"{run}.tape");

    public void Dispose()
    {
        // A process that was killed a moment ago may still be writing; its files are of no use to anybody.
        try
        {
            Directory.Delete(_top, recursive: true);
        }
        catch (IOException)
        {
        }
    }
}
