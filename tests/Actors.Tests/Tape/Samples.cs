using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Tests.Tape;

/// <summary>Makes values of any input type from a seed, by its constructor, and writes values out for comparison.</summary>
internal static class Samples
{
    public static IReadOnlyList<Type> InputTypes { get; } =
        [.. typeof(Input).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Input)) && !t.IsAbstract).OrderBy(t => t.Name, StringComparer.Ordinal)];

    private static PriceGrid Tapered { get; } = new(
    [
        new(Price.Zero, Price.FromCents(10), PriceOffset.FromUnits(10)),
        new(Price.FromCents(10), Price.FromCents(90), PriceOffset.FromCents(1)),
        new(Price.FromCents(90), Price.One, PriceOffset.FromUnits(10)),
    ]);

    public static Input Make(Type type, int seed) => (Input)Value(type, new Random(seed), seed % 3 == 0);

    public static string Dump(object? value)
    {
        var text = new StringBuilder();
        Dump(text, value);
        return text.ToString();
    }

    private static object Value(Type type, Random random, bool empty)
    {
        if (type == typeof(string)) return "té\"xt " + random.Next(20);
        if (type == typeof(int)) return random.Next(-1_000_000, 1_000_000);
        if (type == typeof(long)) return random.NextInt64(-(1L << 60), 1L << 60);
        if (type == typeof(double)) return 1 + (random.NextDouble() * 20);
        if (type == typeof(bool)) return random.Next(2) == 0;
        if (type == typeof(byte)) return (byte)random.Next(256);
        if (type == typeof(TimeSpan)) return TimeSpan.FromTicks(random.NextInt64(-(1L << 50), 1L << 50));
        if (type == typeof(Instant)) return Instant.FromUnixMicros(random.NextInt64(1L << 52));
        if (type == typeof(Price)) return Price.FromUnits(random.Next(0, 10_001));
        if (type == typeof(PriceOffset)) return PriceOffset.FromUnits(random.Next(-10_000, 10_001));
        if (type == typeof(Quantity)) return Quantity.FromHundredths(random.NextInt64(-(1L << 50), 1L << 50));
        if (type == typeof(Money)) return Money.FromMicros(random.NextInt64(-(1L << 50), 1L << 50));
        if (type == typeof(PriceGrid)) return random.Next(2) == 0 ? PriceGrid.LinearCent : Tapered;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length))!;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return Array(type.GetGenericArguments()[0], random, empty);
        var made = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return made.Invoke([.. made.GetParameters().Select(p => Parameter(p, random, empty))]);
    }

    private static object? Parameter(ParameterInfo parameter, Random random, bool empty)
    {
        var type = parameter.ParameterType;
        if (Nullable.GetUnderlyingType(type) is { } underlying) return empty ? null : Value(underlying, random, empty);
        var mayBeNull = new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        return mayBeNull && empty ? null : Value(type, random, empty);
    }

    private static object Array(Type element, Random random, bool empty)
    {
        var items = System.Array.CreateInstance(element, empty ? 0 : 3);
        for (var i = 0; i < items.Length; i++) items.SetValue(Value(element, random, i == 1), i);
        return typeof(ImmutableArray).GetMethods().Single(m => m.Name == "Create" && m.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [items])!;
    }

    private static void Dump(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or bool or Enum:
                text.Append(value);
                break;
            case double number:
                text.Append(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Dump(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case IFormattable:
                text.Append(string.Create(CultureInfo.InvariantCulture, $"{value}"));
                break;
            default:
                text.Append(value.GetType().Name).Append('{');
                foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
                {
                    text.Append(field.Name).Append('=');
                    Dump(text, field.GetValue(value));
                    text.Append(';');
                }

                text.Append('}');
                break;
        }
    }
}
