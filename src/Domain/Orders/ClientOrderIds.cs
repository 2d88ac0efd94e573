using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace KalshiArb.Domain.Orders;

/// <summary>Who made a client order id and which it was.</summary>
/// <param name="Account">The account tag: 1..8 characters of [a-z0-9].</param>
/// <param name="Run">The run, from 1.</param>
/// <param name="Role">Entry or exit.</param>
/// <param name="Counter">Consecutive within the run, from 1.</param>
public readonly record struct OrderOrigin(string Account, int Run, OrderRole Role, long Counter);

/// <summary>
/// Makes and reads our client order ids: <c>tag-run-e-counter</c> for entries, <c>tag-run-x-counter</c> for exits. The run
/// number is durable before the first send and the counter is a fold of intents, so no id is ever made twice; the venue
/// burns an id for good, also when its order was refused or cancelled. One spelling each: what does not read back to the
/// same text is not ours.
/// </summary>
public static class ClientOrderIds
{
    /// <summary>The longest id that we send; the venue's FIX limit of 64 is wider.</summary>
    public const int MaxLength = 36;

    /// <summary>The longest account tag.</summary>
    public const int MaxAccountLength = 8;

    /// <summary>The largest counter: tag, run and counter together then fit <see cref="MaxLength"/>.</summary>
    public const long MaxCounter = 99_999_999_999_999;

    /// <summary>Makes an id. A tag, run or counter out of range is a broken program.</summary>
    public static ClientOrderId Make(string account, int run, OrderRole role, long counter)
    {
        InvariantViolation.Unless(IsAccountTag(account), $"'{account}' is no account tag: 1 to {MaxAccountLength} characters of [a-z0-9]");
        InvariantViolation.Unless(run >= 1, $"run {run} is not above zero");
        InvariantViolation.Unless(counter is >= 1 and <= MaxCounter, $"order counter {counter} is out of range");
        return new ClientOrderId(string.Create(CultureInfo.InvariantCulture, $"{account}-{run}-{(role == OrderRole.Entry ? 'e' : 'x')}-{counter}"));
    }

    /// <summary>Reads an id back; false when it is not of our making.</summary>
    public static bool TryParse(ClientOrderId id, [MaybeNullWhen(false)] out OrderOrigin origin)
    {
        origin = default;
        if (id.Value is not { Length: > 0 and <= MaxLength } text) return false;
        var parts = text.Split('-');
        if (parts.Length != 4 || !IsAccountTag(parts[0]) || parts[2] is not ("e" or "x")) return false;
        if (!IsNumber(parts[1]) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var run)) return false;
        if (!IsNumber(parts[3]) || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var counter)) return false;
        if (counter > MaxCounter) return false;
        origin = new OrderOrigin(parts[0], run, parts[2] == "e" ? OrderRole.Entry : OrderRole.Exit, counter);
        return true;
    }

    /// <summary>Whether an id is one that we may send: 1..36 characters of [A-Za-z0-9_-].</summary>
    public static bool IsSendable(ClientOrderId id)
    {
        if (id.Value is not { Length: > 0 and <= MaxLength } text) return false;
        foreach (var letter in text)
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-')) return false;
        return true;
    }

    /// <summary>Whether a text can be an account tag.</summary>
    public static bool IsAccountTag(string? text)
    {
        if (text is not { Length: > 0 and <= MaxAccountLength }) return false;
        foreach (var letter in text)
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter)) return false;
        return true;
    }

    private static bool IsNumber(string text) => text.Length > 0 && text[0] is >= '1' and <= '9';
}
