using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Kalshi.Stream;

/// <summary>How a <see cref="KalshiStream"/> works. All durations but <see cref="TendEvery"/> and the back-off are of <see cref="Clock"/>.</summary>
public sealed record StreamOptions
{
    /// <summary>Where the venue's stream is, wss://host/trade-api/ws/v2. Its path is what is signed.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Signs the handshake; a connection is authenticated once, when it is made.</summary>
    public required IRequestSigner Signer { get; init; }

    /// <summary>Where inputs go. What it refuses is lost, and said to be.</summary>
    public required IInputSink Sink { get; init; }

    /// <summary>Who is told what is no input.</summary>
    public required IStreamListener Listener { get; init; }

    /// <summary>The time that inputs are stamped with and that time limits run by. It must not go back.</summary>
    public required Func<Instant> Clock { get; init; }

    /// <summary>Our subaccount: private frames of others are counted and passed over.</summary>
    public long Subaccount { get; init; }

    /// <summary>Whether the account's own channels are subscribed. Without them nothing is heard of orders and fills at the venue, which a dry run has none of.</summary>
    public bool PrivateChannels { get; init; } = true;

    /// <summary>use_yes_price of the order books, always sent since the venue's default is to change. NO levels come out on their own scale either way.</summary>
    public bool UseYesPrice { get; init; } = true;

    /// <summary>Markets of one subscription at most. The venue's own limit (code 26) is not published; when it is met, a group is kept below it.</summary>
    public int GroupSize { get; init; } = 256;

    /// <summary>Markets of one get_snapshot at most.</summary>
    public int SnapshotBatch { get; init; } = 64;

    /// <summary>Markets followed at most; further ones are refused.</summary>
    public int MaxMarkets { get; init; } = 20_000;

    /// <summary>How long a command may stay unanswered.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing may be heard before the venue is asked for a sign of life.</summary>
    public TimeSpan ProbeAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long nothing may be heard before the connection counts as dead.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a handshake may take, in real time.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait before the first new attempt; each further one waits twice as long, less up to half at random.</summary>
    public TimeSpan BackOffFirst { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait.</summary>
    public TimeSpan BackOffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection that held so long counts as good: the next wait is the first again.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often time limits are looked at, in real time.</summary>
    public TimeSpan TendEvery { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest message; a longer one ends the connection. At most what the decoder reads.</summary>
    public int MaxMessageBytes { get; init; } = Wire.StreamFrameDecoder.MaxFrameBytes;

    /// <summary>Gives numbers from 0 up to 1 for the jitter of the back-off.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;

    /// <summary>Keeps raw frames; null keeps none.</summary>
    public FrameCapture? Capture { get; init; }
}
