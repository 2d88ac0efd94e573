namespace KalshiArb.PaperExchange.Stream;

/// <summary>An error of the stream: its code and the venue's words (AsyncAPI error table of 2026-09-10 with code 28).</summary>
/// <param name="Code">msg.code.</param>
/// <param name="Text">msg.msg.</param>
internal sealed record StreamError(int Code, string Text)
{
    public static StreamError CannotProcess { get; } = new(1, "Unable to process message");
    public static StreamError ParamsRequired { get; } = new(2, "Params required");
    public static StreamError ChannelsRequired { get; } = new(3, "Channels required");
    public static StreamError SidsRequired { get; } = new(4, "Subscription IDs required");
    public static StreamError UnknownCommand { get; } = new(5, "Unknown command");
    public static StreamError UnknownSid { get; } = new(7, "Unknown subscription ID");
    public static StreamError UnknownChannel { get; } = new(8, "Unknown channel name");
    public static StreamError AuthenticationRequired { get; } = new(9, "Authentication required");
    public static StreamError ChannelError { get; } = new(10, "Channel error");
    public static StreamError InvalidParameter { get; } = new(11, "Invalid parameter");
    public static StreamError ExactlyOneSid { get; } = new(12, "Exactly one subscription ID is required");
    public static StreamError UnsupportedAction { get; } = new(13, "Unsupported action");
    public static StreamError MarketTickerRequired { get; } = new(14, "Market Ticker required");
    public static StreamError ActionRequired { get; } = new(15, "Action required");
    public static StreamError CommandTimeout { get; } = new(18, "Command timeout");
    public static StreamError ShardFactorNotPositive { get; } = new(19, "shard_factor must be > 0");
    public static StreamError ShardFactorRequired { get; } = new(20, "shard_factor is required when shard_key is set");
    public static StreamError ShardKeyOutOfRange { get; } = new(21, "shard_key must be >= 0 and < shard_factor");
    public static StreamError ShardFactorTooLarge { get; } = new(22, "shard_factor must be <= 100");
    public static StreamError IndexIdsRequired { get; } = new(24, "Index IDs required");
    public static StreamError BufferOverflow { get; } = new(25, "Subscription buffer overflow");
    public static StreamError TooManyMarkets { get; } = new(26, "Subscription market limit exceeded");
    public static StreamError TooManyCommands { get; } = new(27, "Subscription command rate limit exceeded");
    public static StreamError UnderlyingTickersRequired { get; } = new(28, "underlying_tickers required");
}
