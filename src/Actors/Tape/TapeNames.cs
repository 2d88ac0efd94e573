namespace KalshiArb.Actors.Tape;

/// <summary>The table of names of a tape: a name is written once, before the first record that uses its number.</summary>
internal sealed class TapeNames(Action<string>? define)
{
    private readonly Dictionary<string, ulong> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>The number of a name; a new one is defined on the tape first.</summary>
    internal ulong NumberOf(string name)
    {
        if (_numbers.TryGetValue(name, out var number)) return number;
        define?.Invoke(name);
        return Add(name);
    }

    /// <summary>The name of a number.</summary>
    internal string Name(ulong number) =>
        number < (ulong)_names.Count ? _names[(int)number] : throw new FormatException("name " + number + " is not defined");

    /// <summary>Gives a name the next number.</summary>
    internal ulong Add(string name)
    {
        if (_names.Count >= TapeFormat.MaxNames) throw new FormatException("more than 1,000,000 names");
        _names.Add(name);
        var number = (ulong)(_names.Count - 1);
        _numbers[name] = number;
        return number;
    }
}
