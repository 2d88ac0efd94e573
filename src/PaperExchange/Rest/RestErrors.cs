namespace KalshiArb.PaperExchange.Rest;

/// <summary>The venue's four shapes of an error body (recorded 2026-06-11, API reference 3.0).</summary>
internal static class RestErrors
{
    /// <summary>Nested: order, exchange and authentication errors.</summary>
    public static RestReply Nested(int status, string code, string? message = null, string? details = null) => WireWriter.Reply(status, writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("error");
        WriteError(writer, code, message, details);
        writer.WriteEndObject();
    });

    /// <summary>Flat: what cannot be decoded.</summary>
    public static RestReply Flat(int status, string code, string message, string details) => WireWriter.Reply(status, writer => WriteError(writer, code, message, details));

    /// <summary>A JSON body that Go's decoder or validator would refuse.</summary>
    public static RestReply BadBody(string details) => Flat(400, "bad_request", "bad request", details);

    /// <summary>A query parameter that the validator refuses.</summary>
    public static RestReply BadParameter(string operation, string field, string tag) => WireWriter.Reply(400, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("msg", $"Parameter validation failed for {operation}: Key: '{operation}Params.{field}' Error:Field validation for '{field}' failed on the '{tag}' tag");
        writer.WriteEndObject();
    });

    /// <summary>Out of tokens.</summary>
    public static RestReply TooManyRequests() => WireWriter.Reply(429, static writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error", "too many requests");
        writer.WriteEndObject();
    });

    /// <summary>The venue refuses a command.</summary>
    public static RestReply Refused(VenueRefusal refusal) => Nested(refusal.HttpStatus, refusal.Code, MessageOf(refusal), DetailsOf(refusal));

    /// <summary>The error object of a batch item or of a body.</summary>
    public static void WriteError(System.Text.Json.Utf8JsonWriter writer, VenueRefusal refusal) =>
        WriteError(writer, refusal.Code, MessageOf(refusal), DetailsOf(refusal));

    private static void WriteError(System.Text.Json.Utf8JsonWriter writer, string code, string? message, string? details)
    {
        writer.WriteStartObject();
        writer.WriteString("code", code);
        writer.WriteString("message", message ?? Words(code));
        if (details is not null) writer.WriteString("details", details);
        writer.WriteEndObject();
    }

    // The one refusal whose text was seen in message rather than in details.
    private static string? MessageOf(VenueRefusal refusal) => refusal == VenueRefusal.UserNotFound ? refusal.Details : null;

    private static string? DetailsOf(VenueRefusal refusal) => refusal == VenueRefusal.UserNotFound ? null : refusal.Details;

    private static string Words(string code) => code.Replace('_', ' ').ToLowerInvariant();
}
