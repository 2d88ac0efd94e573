using KalshiArb.Feeds.Reference;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Control;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Doctor;

/// <summary>A context with what it holds open: the key and the client.</summary>
public sealed class DoctorSession : IDisposable
{
    private readonly KalshiRestClient? _client;
    private readonly ApiKey? _key;

    private DoctorSession(DoctorContext context, KalshiRestClient? client, ApiKey? key) => (Context, _client, _key) = (context, client, key);

    /// <summary>What the checks look at.</summary>
    public DoctorContext Context { get; }

    /// <summary>Reads the key and prepares to ask the venue of the mode; asks nothing yet.</summary>
    /// <param name="settings">The settings in force.</param>
    /// <param name="warnings">What the configuration warned of.</param>
    /// <param name="statePath">The state directory of the run; null for a fresh one.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <param name="clock">The wall clock.</param>
    public static DoctorSession Open(EffectiveSettings settings, ImmutableArray<string> warnings, string? statePath, Func<string, string?> environment, Func<Instant> clock)
    {
        var hosts = settings.Exchange.Hosts.Of(settings.Mode);
        var reading = VenueKey.Read(settings.Exchange, environment);
        var key = (reading as KeyReading.Loaded)?.Key;
        KalshiRestClient? client = null;
        VenueAnswers? venue = null;
        if (hosts is not null && key is not null)
        {
            var signer = new RequestSigner(key, clock);
            client = new KalshiRestClient(new KalshiRestOptions { BaseUri = hosts.Rest, Signer = signer, Clock = clock, Subaccount = settings.Exchange.Subaccount });
            venue = new VenueAnswers(client, signer, hosts.Rest, hosts.Stream);
        }
        if (!ReferenceData.TryLoad(ReferenceData.DefaultDirectory, out var reference, out var errors)) warnings = [.. warnings, .. errors];
        var context = new DoctorContext
        {
            Settings = settings,
            Warnings = warnings,
            Key = reading,
            Venue = venue,
            StatePath = statePath is null ? null : Path.GetFullPath(statePath),
            Clock = clock,
            Series = reference.Series,
            StateRoot = StateDirectory.Root,
            Variables = environment,
        };
        return new DoctorSession(context, client, key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _key?.Dispose();
    }
}
