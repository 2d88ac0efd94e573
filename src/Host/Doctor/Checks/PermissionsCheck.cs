using KalshiArb.Host.Configuration;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>
/// What the key may do. Narrow is right: read, write::trade and one subaccount. More is a warning, since whoever takes the key
/// takes that as well; less cannot trade.
/// </summary>
public sealed class PermissionsCheck : IDoctorCheck
{
    private const string Title = "permissions";
    private const string Narrow = "make a key with the scopes read and write::trade, locked to the subaccount that is traded";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Key;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        var id = ((KeyReading.Loaded)context.Key).Key.Id;
        return await context.Venue!.KeysAsync(cancellation).ConfigureAwait(false) switch
        {
            ReadOutcome<KeyListing>.Ok { Value.Keys: var keys } when keys.FirstOrDefault(k => k.Id == id) is { } ours =>
                Look(ours, context.Settings.Exchange.Subaccount, trades: context.Mode != TradingMode.DryRun),
            ReadOutcome<KeyListing>.Ok => [CheckRow.Fail(Title, $"key {id} is not in the account's list", "register the public key, or correct exchange.key-id")],
            ReadOutcome<KeyListing>.Failed { Reason: var reason } => [CheckRow.Fail(Title, $"the account's keys: {reason}", "a 401 means that key id, private key and environment do not belong together, or that the clock is off")],
            _ => throw new InvariantViolation("a read is answered or failed"),
        };
    }

    /// <summary>The rows for a key.</summary>
    /// <param name="key">The key as the venue lists it.</param>
    /// <param name="subaccount">The subaccount that is traded.</param>
    /// <param name="trades">Whether orders would be sent with it.</param>
    public static ImmutableArray<CheckRow> Look(KeyInfo key, int subaccount, bool trades)
    {
        var rows = ImmutableArray.CreateBuilder<CheckRow>();
        if (!key.Scopes.Contains("read")) rows.Add(CheckRow.Fail(Title, $"no scope read (it has {Text(key)})", Narrow));
        var writes = key.Scopes.Contains("write::trade") || key.Scopes.Contains("write");
        if (trades && !writes) rows.Add(CheckRow.Fail(Title, $"no scope write::trade (it has {Text(key)})", Narrow));
        if (key.Subaccount is { } locked && locked != subaccount) rows.Add(CheckRow.Fail(Title, $"the key is locked to subaccount {locked}; exchange.subaccount is {subaccount}", "make them the same"));
        var more = key.Scopes.Where(s => s != "read" && !(s == "write::trade" && trades)).ToArray();
        if (more.Length > 0) rows.Add(CheckRow.Warn(Title, $"more than is needed: {string.Join(", ", more)}", trades ? Narrow : "a dry run needs read alone"));
        if (key.Subaccount is null) rows.Add(CheckRow.Warn(Title, "the key reaches every subaccount", Narrow));
        return rows.Count > 0 ? rows.ToImmutable() : [CheckRow.Ok(Title, $"{Text(key)}; subaccount {subaccount} alone")];
    }

    private static string Text(KeyInfo key) => key.Scopes.IsEmpty ? "none" : string.Join(", ", key.Scopes);
}
