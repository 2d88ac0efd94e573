using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Paper;

/// <summary>
/// The paper venue's own file. The world is deterministic, so it is restored by running it again with the calls that were
/// made, each at its time. A call is in the file before it is carried out, and a time is in it before anything private that
/// happened by then is shown: whatever our side has seen, the restored venue has too. Lines reach the operating system at
/// once, so that the end of this process loses none; the venue promises nothing about the end of the machine.
/// </summary>
public sealed class PaperVenueStore : IDisposable
{
    /// <summary>The name of the file in the state directory's folder <c>venue</c>.</summary>
    public const string FileName = "orders.jsonl";

    private const int Version = 1;

    private readonly FileStream _file;
    private readonly byte[] _newLine = "\n"u8.ToArray();
    private Instant _marked;

    private PaperVenueStore(FileStream file) => _file = file;

    /// <summary>Opens the store of a state directory and brings a world made by the same settings to where it was.</summary>
    /// <param name="directory">The folder <c>venue</c> of the state directory.</param>
    /// <param name="head">What the world is made from; a file made from something else is refused.</param>
    /// <param name="world">A world at its beginning.</param>
    /// <param name="notBefore">The restored world is brought at least to this time (that of the last fact of our side).</param>
    public static PaperVenueStore Open(string directory, VenueHead head, IMarketWorld world, Instant notBefore)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, FileName);
        var exists = File.Exists(path) && new FileInfo(path).Length > 0;
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1);
        var store = new PaperVenueStore(file);
        try
        {
            if (exists) store.Restore(path, head, world, notBefore);
            else store.Write(JsonSerializer.SerializeToUtf8Bytes(head, VenueJson.Default.VenueHead));
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>How many calls were repeated when the store was opened.</summary>
    public int Restored { get; private set; }

    internal void Write(VenueLine line)
    {
        Write(JsonSerializer.SerializeToUtf8Bytes(line, VenueJson.Default.VenueLine));
        _marked = Instant.Max(_marked, Instant.FromUnixMicros(line.At));
    }

    /// <summary>Notes that market time has come this far.</summary>
    public void Mark(Instant at)
    {
        if (at > _marked) Write(new VenueLine("mark", at.UnixMicros));
    }

    /// <summary>Writes what became of orders, for people and for checks that do not trust our side.</summary>
    public void Note(Input shown, Instant at)
    {
        switch (shown)
        {
            case OrderAccepted accepted:
                Write(new VenueLine("accepted", at.UnixMicros) { Client = accepted.Order.Value, Order = accepted.VenueOrder.Value });
                break;
            case OrderRejected rejected:
                Write(new VenueLine("rejected", at.UnixMicros) { Client = rejected.Order.Value, Detail = rejected.Code });
                break;
            case FillReported fill:
                Write(new VenueLine("fill", at.UnixMicros)
                {
                    Order = fill.VenueOrder.Value, Fill = fill.Fill.Value, Ticker = fill.Ticker.Value, Side = fill.Side.ToString(),
                    LimitUnits = fill.Price.Units, CountHundredths = fill.Count.Hundredths, FeeMicros = fill.Fee.Micros,
                });
                break;
            case OrderReported { State.Status: not VenueOrderStatus.Resting } ended:
                Write(new VenueLine("ended", at.UnixMicros)
                {
                    Client = ended.State.Order.Value, Order = ended.State.VenueOrderId.Value, Detail = ended.State.Reason ?? ended.State.Status.ToString(),
                    CountHundredths = ended.State.Filled.Hundredths,
                });
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Restore(string path, VenueHead head, IMarketWorld world, Instant notBefore)
    {
        var sink = new List<Input>();
        var end = notBefore;
        var number = 0;
        var valid = 0L;
        foreach (var (text, endsAt) in Lines(_file))
        {
            number++;
            if (number == 1)
            {
                var found = JsonSerializer.Deserialize(text, VenueJson.Default.VenueHead);
                if (found != head) throw new InvalidDataException($"{path}: made from {found}, not from {head}");
                valid = endsAt;
                continue;
            }

            VenueLine line;
            try
            {
                line = JsonSerializer.Deserialize(text, VenueJson.Default.VenueLine) ?? throw new InvalidDataException($"{path}: line {number} is empty");
            }
            catch (JsonException error)
            {
                // Only the end of the file can be half written: the write of a line is one call, and the process was killed in it.
                if (endsAt < _file.Length) throw new InvalidDataException($"{path}: line {number} cannot be read", error);
                break;
            }

            valid = endsAt;
            end = Instant.Max(end, Instant.FromUnixMicros(line.At));
            Repeat(line, world, sink);
        }

        _file.SetLength(valid);
        _file.Position = valid;
        while (world.NextTime is { } next && next <= end) Step(world, sink);
        _marked = end;
    }

    private void Repeat(VenueLine line, IMarketWorld world, List<Input> sink)
    {
        if (line.Kind is not ("create" or "cancel" or "cancel-all" or "group" or "trigger" or "list")) return;
        var at = Instant.FromUnixMicros(line.At);
        while (world.NextTime is { } next && next <= at) Step(world, sink);
        switch (line.Kind)
        {
            case "create":
                world.Submit(line.ToTicket(), at, sink);
                break;
            case "cancel":
                world.Cancel(new ClientOrderId(line.Need(line.Client)), new VenueOrderId(line.Need(line.Order)), at, sink);
                break;
            case "cancel-all":
                world.CancelAll(at, sink);
                break;
            case "group":
                world.CreateGroup(Enum.Parse<OrderRole>(line.Need(line.Role)), new Domain.Markets.Shard(line.Need(line.Shard)), line.Need(line.ContractsLimit), at);
                break;
            case "trigger":
                world.TriggerGroup(new OrderGroupId(line.Need(line.Group)), at, sink);
                break;
            default:
                world.ListAccount(line.Need(line.Pass), Instant.FromUnixMicros(line.Need(line.SinceMicros)), at, sink);
                break;
        }

        sink.Clear();
        Restored++;
    }

    private static void Step(IMarketWorld world, List<Input> sink)
    {
        world.Step(sink);
        sink.Clear();
    }

    private void Write(byte[] line)
    {
        var bytes = new byte[line.Length + 1];
        line.CopyTo(bytes, 0);
        bytes[^1] = _newLine[0];
        _file.Write(bytes);
        _file.Flush();
    }

    private static IEnumerable<(byte[] Text, long EndsAt)> Lines(FileStream file)
    {
        file.Position = 0;
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        var all = copy.ToArray();
        var start = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i] != (byte)'\n') continue;
            yield return (all[start..i], i + 1);
            start = i + 1;
        }

        if (start < all.Length) yield return (all[start..], all.Length);
    }
}
