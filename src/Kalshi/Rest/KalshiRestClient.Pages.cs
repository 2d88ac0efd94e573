using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Limits;

namespace KalshiArb.Kalshi.Rest;

public sealed partial class KalshiRestClient
{
    /// <summary>How the rows of one listing are read.</summary>
    /// <param name="Type">What a row is.</param>
    /// <param name="Array">The field with the rows.</param>
    /// <param name="Key">The field that names a row.</param>
    /// <param name="Read">Reads a row.</param>
    /// <param name="Strict">Whether one unreadable row makes the listing fail: the account's.</param>
    /// <param name="Own">Whether every row must be our subaccount's, where it says whose it is.</param>
    /// <param name="HasCursor">Whether the schema promises a cursor; where it does not, its absence is the end.</param>
    /// <param name="MayLackArray">Whether the field with the rows may be missing when there are none.</param>
    private sealed record Listing<T>(
        string Type, string Array, string Key, Decode<T> Read, bool Strict, bool Own = false, bool HasCursor = true, bool MayLackArray = false) where T : class;

    private async Task<ReadOutcome<Page<T>>> ReadPageAsync<T>(
        RestRequest request, Spending spending, Listing<T> listing, CancellationToken cancellation) where T : class
    {
        var (outcome, _) = await ReadAsync(
            request, spending, (JsonElement root, FieldWatch watch, out string? fault) => DecodePage(root, listing, watch, out fault), cancellation).ConfigureAwait(false);
        return outcome;
    }

    private Page<T>? DecodePage<T>(JsonElement root, Listing<T> listing, FieldWatch watch, out string? fault) where T : class
    {
        var page = new JsonRow(root, listing.Type + " listing");
        var items = ImmutableArray.CreateBuilder<T>();
        var quarantined = ImmutableArray.CreateBuilder<QuarantinedRow>();
        foreach (var element in listing.MayLackArray ? page.OptionalArray(listing.Array) : page.Array(listing.Array))
        {
            var item = ReadRow(element, listing, watch, out var why);
            if (item is not null)
            {
                items.Add(item);
                continue;
            }

            quarantined.Add(watch.Quarantine(listing.Type, element, listing.Key, why));
            if (listing.Strict) page.Fail(listing.Array, $"row {items.Count}: {why}");
        }

        var cursor = page.OptionalText("cursor");
        if (listing.HasCursor && cursor is null) page.Fail("cursor", "missing");
        fault = page.Fault;
        return fault is null ? new Page<T>(items.ToImmutable(), quarantined.ToImmutable(), cursor is { Length: > 0 } ? cursor : null) : null;
    }

    private T? ReadRow<T>(JsonElement element, Listing<T> listing, FieldWatch watch, out string why) where T : class
    {
        try
        {
            var item = listing.Read(element, watch, out var fault);
            why = fault ?? "";
            if (item is null || !listing.Own) return item;
            // A row of another subaccount means that the filter was not obeyed: the listing is not ours.
            var row = new JsonRow(element, listing.Type);
            if (row.OptionalIndex("subaccount_number") is not { } whose || whose == _options.Subaccount) return item;
            why = $"it is subaccount {whose}'s";
            return null;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            why = e.Message;
            return null;
        }
    }

    /// <summary>All pages in one. Too many pages, or a cursor that comes twice, make it fail.</summary>
    private async Task<ReadOutcome<Page<T>>> ReadAllAsync<T>(Func<string?, Task<ReadOutcome<Page<T>>>> page) where T : class
    {
        var items = ImmutableArray.CreateBuilder<T>();
        var quarantined = ImmutableArray.CreateBuilder<QuarantinedRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (var number = 0; number < _options.MaxPages; number++)
        {
            var outcome = await page(cursor).ConfigureAwait(false);
            if (outcome is not ReadOutcome<Page<T>>.Ok { Value: var read }) return outcome;
            items.AddRange(read.Items);
            quarantined.AddRange(read.Quarantined);
            if (read.NextCursor is null) return new ReadOutcome<Page<T>>.Ok(new Page<T>(items.ToImmutable(), quarantined.ToImmutable(), null));
            if (!seen.Add(read.NextCursor)) return new ReadOutcome<Page<T>>.Failed("the listing goes in a circle: a cursor came twice");
            cursor = read.NextCursor;
        }

        return new ReadOutcome<Page<T>>.Failed($"the listing has more than {_options.MaxPages} pages");
    }

    private static ReadOutcome<ImmutableArray<T>> WholeList<T>(ReadOutcome<Page<T>> outcome) => outcome switch
    {
        ReadOutcome<Page<T>>.Ok ok => new ReadOutcome<ImmutableArray<T>>.Ok(ok.Value.Items),
        ReadOutcome<Page<T>>.Failed failed => new ReadOutcome<ImmutableArray<T>>.Failed(failed.Reason),
        _ => throw new InvariantViolation("an outcome of no kind"),
    };

    private static Decode<T> Inside<T>(string name, Decode<T> read) where T : class => (JsonElement root, FieldWatch watch, out string? fault) =>
    {
        var row = new JsonRow(root, name);
        if (row.TryField(name, out var inner)) return read(inner, watch, out fault);
        fault = name + ": missing";
        return null;
    };

    /// <summary>A query string; parts without a value are left out.</summary>
    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parts)
        {
            if (value is null) continue;
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }

    private string Subaccount => _options.Subaccount.ToString(CultureInfo.InvariantCulture);

    private static string? Seconds(Instant? time) => time is { } at ? (at.UnixMicros / 1_000_000).ToString(CultureInfo.InvariantCulture) : null;
}
