using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>The latest input of each reference key, in the order in which the keys first came.</summary>
internal sealed class ReferenceMemory
{
    private const int MaxKeys = 1_000_000;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<Input> _inputs = [];

    /// <summary>A copy that no later input changes.</summary>
    internal IReadOnlyList<Input> ToList() => [.. _inputs];

    /// <summary>Keeps an input that ran, if it is one to keep.</summary>
    internal void Keep(Input input)
    {
        if (input is not IReferenceInput reference) return;
        var key = reference.ReferenceKey;
        if (_places.TryGetValue(key, out var place))
        {
            _inputs[place] = input;
            return;
        }

        InvariantViolation.Unless(_inputs.Count < MaxKeys, "More than 1,000,000 reference inputs.");
        _places.Add(key, _inputs.Count);
        _inputs.Add(input);
    }
}
