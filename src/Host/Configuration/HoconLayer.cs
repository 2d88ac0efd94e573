using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace KalshiArb.Host.Configuration;

/// <summary>One leaf of a HOCON text.</summary>
/// <param name="Segments">The path, one key a segment.</param>
/// <param name="Values">The value as written; more than one for a list.</param>
/// <param name="IsList">Whether it was written as a list.</param>
/// <param name="Source">The file or option it came from.</param>
internal sealed record HoconLeaf(ImmutableArray<string> Segments, ImmutableArray<string> Values, bool IsList, string Source)
{
    /// <summary>The path with dots; a key that is no plain word stands in quotes.</summary>
    public string Path { get; } = string.Join('.', Segments.Select(s => IsPlain(s) ? s : $"\"{s}\""));

    /// <summary>The leaf as HOCON again.</summary>
    public string ToHocon() => $"{Path} = {(IsList ? "[" + string.Join(", ", Values.Select(Quote)) + "]" : Quote(Values[0]))}";

    private static bool IsPlain(string key) => key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string Quote(string value) => "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}

/// <summary>
/// Reads HOCON into leaves. Akka's parser accepts what we must not: an unclosed brace, <c>include</c> (a null reference) and
/// substitutions (an empty string that hides the value below); all three are refused here.
/// </summary>
internal static class HoconLayer
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Reads a file; problems are added, each naming the file.</summary>
    public static ImmutableArray<HoconLeaf> ReadFile(string path, List<SettingProblem> problems)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                problems.Add(new SettingProblem("", path, "a configuration file of at most 1 MiB", $"{path}: too large"));
                return [];
            }
            return Read(File.ReadAllText(path), path, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new SettingProblem("", path, "a file that can be read", $"{path}: {e.Message}"));
            return [];
        }
    }

    /// <summary>Reads a text.</summary>
    public static ImmutableArray<HoconLeaf> Read(string text, string source, List<SettingProblem> problems)
    {
        if (StructureProblem(text) is { } structure)
        {
            problems.Add(new SettingProblem("", source, "HOCON without includes and substitutions", $"{source}: {structure}"));
            return [];
        }
        try
        {
            var leaves = ImmutableArray.CreateBuilder<HoconLeaf>();
            var root = ConfigurationFactory.ParseString(text).Root;
            if (root.IsObject()) Collect(root.GetObject(), [], source, leaves);
            return leaves.ToImmutable();
        }
        // The parser has no exception type of its own for a bad text: it throws whatever its index arithmetic runs into.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problems.Add(new SettingProblem("", source, "HOCON", $"{source}: {e.Message}"));
            return [];
        }
    }

    private static void Collect(HoconObject node, ImmutableArray<string> path, string source, ImmutableArray<HoconLeaf>.Builder leaves)
    {
        foreach (var (key, value) in node.Items)
        {
            var here = path.Add(key);
            if (value.IsObject()) Collect(value.GetObject(), here, source, leaves);
            else if (value.IsArray()) leaves.Add(new HoconLeaf(here, [.. value.GetArray().Select(v => v.GetString() ?? "")], IsList: true, source));
            else leaves.Add(new HoconLeaf(here, [value.GetString() ?? ""], IsList: false, source));
        }
    }

    // Braces and brackets must balance outside strings and comments; include and ${ are refused there.
    private static string? StructureProblem(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        var lineNumber = 0;
        foreach (var line in text.Split('\n'))
        {
            lineNumber++;
            if (line.TrimStart().StartsWith("include ", StringComparison.Ordinal)) return $"line {lineNumber}: include is not supported; use --config";
            for (var i = 0; i < line.Length; i++)
            {
                var c = line[i];
                if (c == '#' || (c == '/' && i + 1 < line.Length && line[i + 1] == '/')) break;
                if (c == '"')
                {
                    i++;
                    while (i < line.Length && line[i] != '"') i += line[i] == '\\' ? 2 : 1;
                    if (i >= line.Length) return $"line {lineNumber}: a string is not closed";
                }
                else if (c == '$' && i + 1 < line.Length && line[i + 1] == '{') return $"line {lineNumber}: substitutions are not supported; secrets come from the environment";
                else if (c is '{' or '[') open.Push((c, lineNumber));
                else if (c is '}' or ']')
                {
                    if (open.Count == 0 || open.Pop().Bracket != (c == '}' ? '{' : '[')) return $"line {lineNumber}: '{c}' closes nothing";
                }
            }
        }
        return open.TryPeek(out var left) ? $"line {left.Line}: '{left.Bracket}' is never closed" : null;
    }
}
