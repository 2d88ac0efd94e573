using System.Diagnostics;
using KalshiArb.Host.Trading;
using KalshiArb.Kalshi.Killing;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;
using KalshiArb.Kill;

namespace KalshiArb.Host.Control;

/// <summary>
/// The kill of a process that is not the service: its own client and key, no actor, no journal, no configuration. It triggers
/// exits' groups too: nobody tells it what the service has in flight, and a triggered group refuses what comes late.
/// </summary>
internal sealed class LoneKill : IDisposable
{
    private readonly KillSheet _sheet;
    private readonly ApiKey _key;
    private readonly KalshiRestClient _client;
    private readonly KillProcedure _procedure;
    private readonly SheetClock _clock;

    private LoneKill(KillSheet sheet, ApiKey key, TimeSpan patience)
    {
        (_sheet, _key) = (sheet, key);
        _client = new KalshiRestClient(WireClients.ForKill(new KalshiRestOptions
        {
            BaseUri = new Uri(sheet.Rest), Signer = new RequestSigner(key, static () => Instant.From(DateTimeOffset.UtcNow)), Clock = () => sheet.Now, Subaccount = sheet.Subaccount,
        }));
        _clock = new SheetClock(sheet);
        _procedure = new KillProcedure(new RestKillVenue(_client, () => sheet.ToTrigger), _clock, null, KillTiming.Standard with { Deadline = patience * sheet.Speed });
    }

    /// <summary>Reads what the state directory tells; null with the reason when that is not enough.</summary>
    /// <param name="stateDirectory">The state directory.</param>
    /// <param name="patience">How long it tries, in real time.</param>
    /// <param name="why">Why there is none.</param>
    public static LoneKill? Open(string stateDirectory, TimeSpan patience, out string why)
    {
        if (KillSheet.Read(stateDirectory, out why) is not { } sheet) return null;
        switch (sheet.Key.Read())
        {
            case KeyReading.Loaded { Key: var key }:
                return new LoneKill(sheet, key, patience);
            case KeyReading.Refused { Reason: var reason }:
                why = reason;
                return null;
            default:
                throw new InvariantViolation("a key that was neither loaded nor refused");
        }
    }

    /// <summary>Where it asks.</summary>
    public string Venue => new Uri(_sheet.Rest).Authority;

    /// <summary>Whether the venue answers at all: the one that lives in a service goes with it.</summary>
    public bool IsReachable => !_sheet.IsEmbedded || _client.GetUserDataTimestampAsync().GetAwaiter().GetResult() is ReadOutcome<Instant>.Ok;

    /// <summary>Runs to the receipt; the send gate is closed already.</summary>
    public KillReceipt Run(string by, string reason) => _procedure.Run(by, reason, gate: null);

    /// <summary>Leaves every position, after a verified kill.</summary>
    public FlattenReceipt Flatten(Price floor) => FlattenProcedure.Run(new RestFlattenVenue(_client, _sheet.AccountTag, () => _sheet.Now), _clock, floor);

    /// <summary>The look at +75 s.</summary>
    public KillReceipt LookLate(KillReceipt receipt) => _procedure.TakeLateListing(receipt);

    public void Dispose()
    {
        _client.Dispose();
        _key.Dispose();
    }

    private sealed class SheetClock(KillSheet sheet) : IKillClock
    {
        private readonly Instant _begun = sheet.Now;
        private readonly long _ticks = Stopwatch.GetTimestamp();

        // Carried on by the monotonic clock: a wall clock that is set meanwhile moves nothing.
        public Instant Now => _begun + Stopwatch.GetElapsedTime(_ticks) * sheet.Speed;

        public void Wait(TimeSpan duration)
        {
            if (duration > TimeSpan.Zero) Thread.Sleep(duration / sheet.Speed);
        }
    }
}
