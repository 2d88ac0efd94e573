using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>A request as handlers read it.</summary>
internal sealed class RestRequest(HttpContext context, string operation, ReadOnlyMemory<byte> body)
{
    private const byte CursorTag = 0xA7;
    private GoBody? _body;

    /// <summary>The operation's name in the specification, which the venue puts into messages.</summary>
    public string Operation => operation;

    /// <summary>The body, decoded strictly; made at the first look.</summary>
    public GoBody Body => _body ??= GoBody.Parse(body);

    public string Route(string name) => (string?)context.Request.RouteValues[name] ?? "";

    public string? Query(string name) => context.Request.Query[name] is { Count: > 0 } values && values[0] is { Length: > 0 } text ? text : null;

    public IEnumerable<string> QueryAll(string name) => context.Request.Query[name].Where(value => !string.IsNullOrEmpty(value)).Select(value => value!);

    /// <summary>A list of values separated by commas; null when the parameter is absent.</summary>
    public HashSet<string>? QueryList(string name) =>
        Query(name) is { } text ? new HashSet<string>(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), StringComparer.Ordinal) : null;

    public bool Flag(string name) => bool.TryParse(Query(name), out var value) && value;

    /// <summary>A whole number; null when absent, and an error where it cannot be read.</summary>
    public bool TryNumber(string name, string field, out long? value, out RestReply? error)
    {
        (value, error) = (null, null);
        if (Query(name) is not { } text) return true;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            value = number;
            return true;
        }

        error = RestErrors.BadParameter(operation, field, "number");
        return false;
    }

    /// <summary>The page size; above the maximum it is refused, as the venue does.</summary>
    public bool TryLimit(int byDefault, int max, out int limit, out RestReply? error)
    {
        limit = byDefault;
        if (!TryNumber("limit", "Limit", out var asked, out error)) return false;
        if (asked is null or 0) return true;
        if (asked < 0) error = RestErrors.BadParameter(operation, "Limit", "gte");
        else if (asked > max) error = RestErrors.BadParameter(operation, "Limit", "lte");
        else limit = (int)asked;
        return error is null;
    }

    /// <summary>Subaccounts other than the first do not exist here.</summary>
    public bool HasOwnSubaccount => Query("subaccount") is null or "0";

    /// <summary>The key after which the page begins; a cursor that is none is taken for the beginning, as the venue does.</summary>
    public long? Cursor()
    {
        if (Query("cursor") is not { Length: <= 64 } text) return null;
        try
        {
            var bytes = WebEncoders.Base64UrlDecode(text);
            return bytes.Length == 9 && bytes[0] == CursorTag ? BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static string CursorOf(long key)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = CursorTag;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], key);
        return WebEncoders.Base64UrlEncode(bytes);
    }

    /// <summary>Cuts a page out of rows that are in order of their keys, ascending or descending; the cursor is empty on the last.</summary>
    public (List<T> Rows, string Cursor) Page<T>(IEnumerable<T> rows, Func<T, long> key, bool newestFirst, int limit)
    {
        var after = Cursor();
        var page = new List<T>();
        foreach (var row in rows)
        {
            if (after is { } last && (newestFirst ? key(row) >= last : key(row) <= last)) continue;
            if (page.Count == limit) return (page, CursorOf(key(page[^1])));
            page.Add(row);
        }

        return (page, "");
    }
}

/// <summary>
/// A JSON body read as Go's decoder reads it: wrong types are refused with its words, unknown fields are passed over, a field
/// that is null counts as absent. The first fault stands.
/// </summary>
internal sealed class GoBody
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 8 };

    private readonly JsonElement _root;

    private GoBody(JsonElement root, string? fault)
    {
        _root = root;
        Fault = fault;
    }

    /// <summary>What was wrong; null while nothing was.</summary>
    public string? Fault { get; private set; }

    public static GoBody Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) return new GoBody(default, "EOF");
        try
        {
            using var document = JsonDocument.Parse(bytes, _options);
            var root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object ? new GoBody(root, null) : new GoBody(default, $"json: cannot unmarshal {Kind(root)} into Go value");
        }
        catch (JsonException)
        {
            return new GoBody(default, "invalid JSON in request body");
        }
    }

    public static GoBody Of(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? new GoBody(element, null) : new GoBody(default, $"json: cannot unmarshal {Kind(element)} into Go value");

    public string? Text(string type, string name) => Find(name, JsonValueKind.String, type, "string") is { } element ? element.GetString() : null;

    public bool Bool(string type, string name)
    {
        if (Find(name) is not { } element) return false;
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False) return element.GetBoolean();
        Mismatch(element, type, name, "bool");
        return false;
    }

    public long? Whole(string type, string name)
    {
        if (Find(name, JsonValueKind.Number, type, "int") is not { } element) return null;
        if (element.TryGetInt64(out var value)) return value;
        Fault ??= $"json: cannot unmarshal number {element.GetRawText()} into Go struct field {type}.{name} of type int";
        return null;
    }

    public IReadOnlyList<JsonElement>? Items(string type, string name) =>
        Find(name, JsonValueKind.Array, type, "array") is { } element ? [.. element.EnumerateArray()] : null;

    public void Refuse(string fault) => Fault ??= fault;

    /// <summary>Refuses a field that is not there, as Go's validator does.</summary>
    public void Require(string type, string field, bool present)
    {
        if (!present) Fault ??= $"Key: '{type}.{field}' Error:Field validation for '{field}' failed on the 'required' tag";
    }

    private JsonElement? Find(string name) =>
        _root.ValueKind == JsonValueKind.Object && _root.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;

    private JsonElement? Find(string name, JsonValueKind kind, string type, string goType)
    {
        if (Find(name) is not { } element) return null;
        if (element.ValueKind == kind) return element;
        Mismatch(element, type, name, goType);
        return null;
    }

    private void Mismatch(JsonElement element, string type, string name, string goType) =>
        Fault ??= $"json: cannot unmarshal {Kind(element)} into Go struct field {type}.{name} of type {goType}";

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => "number",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "null",
    };
}
