using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Settings;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Host.Trading;

/// <summary>Writes the tape of an import: whole, or not at all.</summary>
internal static class ImportTape
{
    /// <summary>
    /// Writes beside the name and renames at the end, so that a tape of that name is whole. Throws <see cref="IOException"/> when a file of
    /// the name is there, or the disk does not take it.
    /// </summary>
    /// <param name="path">The tape, absolute.</param>
    /// <param name="inputs">At least one, in order.</param>
    /// <param name="settings">For the head.</param>
    /// <param name="bar">How long a bar is whose end each price is; null where prices stand as they came.</param>
    /// <param name="cancellation">Gives up; nothing is left behind.</param>
    public static long Write(string path, ImmutableArray<TimedInput> inputs, DecisionSettings settings, TimeSpan? bar, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        if (File.Exists(path)) throw new IOException($"{path}: there is a file of this name");
        var header = new TapeHeader(Build.Version, "import", 0, null, inputs[0].Stamp, SettingsJson.Write(settings), null, 0, Decided: false)
        {
            BarSeconds = bar is { } length ? checked((int)length.TotalSeconds) : null,
        };
        var beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}-{Guid.NewGuid():N}");
        try
        {
            using (var tape = TapeWriter.Create(beside, header, []))
            {
                foreach (var timed in inputs)
                {
                    cancellation.ThrowIfCancellationRequested();
                    tape.Input(timed.Stamp, timed.Input);
                }

                tape.Finish(null, 0);
            }

            File.Move(beside, path, overwrite: false);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }

        return inputs.Length;
    }
}
