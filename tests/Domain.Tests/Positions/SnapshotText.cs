using System.Collections;

namespace KalshiArb.Domain.Tests.Positions;

/// <summary>A snapshot as text, its lists item by item, so that two can be compared by value.</summary>
internal static class SnapshotText
{
    internal static string Of(object snapshot) => string.Join('\n', snapshot.GetType().GetProperties().Select(property =>
        property.Name + ": " + property.GetValue(snapshot) switch
        {
            string text => text,
            IEnumerable items => string.Join(" | ", items.Cast<object>()),
            null => "null",
            { } nested when nested.GetType().Name.EndsWith("Snapshot", StringComparison.Ordinal) => Of(nested),
            { } value => value.ToString(),
        }));
}
