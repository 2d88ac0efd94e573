using System.Text.Json;

namespace KalshiArb.Kalshi.Wire;

// Answers to commands.
public sealed partial class StreamFrameDecoder
{
    private string? ReadSubscribed(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        frame = default;
        string? channel = null, reason = null;
        long? sid = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("sid"u8)) reason = ReadInteger(ref reader, ref sid, "sid");
            else if (reader.ValueTextEquals("channel"u8)) reason = ReadText(ref reader, ref channel, "channel");
            else SkipOther(ref reader, "subscribed", known: false);
        }

        reason ??= MissingOf((sid is null, "the sid of the subscription"), (channel is null, "channel"));
        if (reason is null) frame = Frame() with { Sid = sid, Text = channel };
        return reason;
    }

    private string? ReadError(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        frame = default;
        long? code = null;
        string? text = null, reason = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("code"u8)) reason = TryReadNumber(ref reader, ref code) ? null : "the code of an error is not a number";
            else if (reader.ValueTextEquals("msg"u8))
            {
                reader.Read();
                text = reader.TokenType == JsonTokenType.String ? Excerpt(in reader) : "a text that is not a string";
                reader.Skip();
            }
            else if (reader.ValueTextEquals("market_ticker"u8)) reason = ReadTicker(ref reader, keep: false);
            else SkipOther(ref reader, "error", reader.ValueTextEquals("market_id"u8));
        }

        if (reason is null && code is null) reason = "an error without a code";
        if (reason is null) frame = Frame() with { ErrorCode = code!.Value, Text = $"venue error {code}: {text ?? "no text"}" };
        return reason;
    }
}
