using System.Globalization;
using System.Text;

namespace KalshiArb.Simulation.Reports.Page;

/// <summary>One drawing: a plane with ticks, and marks put on it in data units.</summary>
internal sealed class Plot
{
    private const double Left = 46;
    private const double Right = 14;
    private const double Top = 10;
    private const double Bottom = 24;

    private readonly StringBuilder _marks = new();
    private readonly double _width;
    private readonly double _height;
    private readonly double _x0;
    private readonly double _x1;
    private readonly double _y0;
    private readonly double _y1;
    private readonly string _label;

    /// <summary>A plane over ranges that are not empty.</summary>
    public Plot(string label, double width, double height, double x0, double x1, double y0, double y1)
    {
        (_label, _width, _height) = (label, width, height);
        (_x0, _x1) = x1 > x0 ? (x0, x1) : (x0 - 0.5, x0 + 0.5);
        (_y0, _y1) = y1 > y0 ? (y0, y1) : (y0 - 0.5, y0 + 0.5);
    }

    public double X(double x) => Left + (x - _x0) / (_x1 - _x0) * (_width - Left - Right);

    public double Y(double y) => _height - Bottom - (y - _y0) / (_y1 - _y0) * (_height - Top - Bottom);

    /// <summary>Horizontal grid lines at round values, about so many.</summary>
    public void YTicks(int about, Func<double, string> text)
    {
        foreach (var tick in Round(_y0, _y1, about))
        {
            _marks.Append(Line("grid", Left, Y(tick), _width - Right, Y(tick)));
            _marks.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{PageText.N(Left - 6)}\" y=\"{PageText.N(Y(tick) + 3.5)}\" text-anchor=\"end\">{PageText.Escape(text(tick))}</text>");
        }
    }

    /// <summary>Marks of the horizontal axis.</summary>
    public void XTicks(IEnumerable<(double At, string Text)> ticks)
    {
        foreach (var (at, text) in ticks)
            _marks.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{PageText.N(X(at))}\" y=\"{PageText.N(_height - 7)}\" text-anchor=\"middle\">{PageText.Escape(text)}</text>");
    }

    /// <summary>Round values of a range, for ticks.</summary>
    public static IEnumerable<double> Round(double from, double to, int about)
    {
        if (!(to > from)) yield break;
        var rough = (to - from) / Math.Max(1, about);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
        for (var i = (long)Math.Ceiling(from / step - 1e-9); i * step <= to + step * 1e-9; i++) yield return i * step;
    }

    public void Rule(string type, double x0, double y0, double x1, double y1) => _marks.Append(Line(type, X(x0), Y(y0), X(x1), Y(y1)));

    /// <summary>A line through points; a null breaks it. Stepped where a value stands until the next.</summary>
    public void Path(string type, IEnumerable<(double X, double? Y)> points, bool stepped)
    {
        var path = new StringBuilder();
        (double X, double Y)? last = null;
        foreach (var (x, y) in points)
        {
            if (stepped && last is { } stands) path.Append(CultureInfo.InvariantCulture, $"L{PageText.N(X(x))} {PageText.N(Y(stands.Y))}");
            if (y is { } value)
            {
                path.Append(CultureInfo.InvariantCulture, $"{(last is null ? 'M' : 'L')}{PageText.N(X(x))} {PageText.N(Y(value))}");
                last = (x, value);
            }
            else
            {
                last = null;
            }
        }

        if (path.Length > 0) _marks.Append(CultureInfo.InvariantCulture, $"<path class=\"{type}\" d=\"{path}\"/>");
    }

    /// <summary>The area between two stepped lines, where both are.</summary>
    public void Band(string type, IReadOnlyList<(double X, double? Low, double? High)> points)
    {
        for (var i = 0; i + 1 < points.Count; i++)
        {
            if (points[i] is not { Low: { } low, High: { } high }) continue;
            var from = i;
            while (i + 2 < points.Count && points[i + 1] is { Low: { } nextLow, High: { } nextHigh } && nextLow == low && nextHigh == high) i++;
            var (x, width) = (X(points[from].X), X(points[i + 1].X) - X(points[from].X));
            _marks.Append(CultureInfo.InvariantCulture, $"<rect class=\"{type}\" x=\"{PageText.N(x)}\" y=\"{PageText.N(Y(high))}\" width=\"{PageText.N(Math.Max(width, 0.4))}\" height=\"{PageText.N(Math.Max(Y(low) - Y(high), 0.8))}\"/>");
        }
    }

    public void Dot(string type, double x, double y, double radius, string title) =>
        _marks.Append(CultureInfo.InvariantCulture, $"<circle class=\"{type}\" cx=\"{PageText.N(X(x))}\" cy=\"{PageText.N(Y(y))}\" r=\"{PageText.N(radius)}\"><title>{PageText.Escape(title)}</title></circle>");

    /// <summary>A triangle that points up (bought) or down (sold).</summary>
    public void Arrow(string type, double x, double y, bool up, double size, string title)
    {
        var (px, py, s) = (X(x), Y(y), up ? size : -size);
        _marks.Append(CultureInfo.InvariantCulture, $"<path class=\"{type}\" d=\"M{PageText.N(px - size)} {PageText.N(py + s)}L{PageText.N(px + size)} {PageText.N(py + s)}L{PageText.N(px)} {PageText.N(py - s)}Z\"><title>{PageText.Escape(title)}</title></path>");
    }

    public void Note(string type, double x, double y, string text, string anchor = "start") =>
        _marks.Append(CultureInfo.InvariantCulture, $"<text class=\"{type}\" x=\"{PageText.N(X(x))}\" y=\"{PageText.N(Y(y))}\" text-anchor=\"{anchor}\">{PageText.Escape(text)}</text>");

    /// <summary>The drawing; it scales with the page.</summary>
    public string Svg() => FormattableString.Invariant(
        $"<svg role=\"img\" aria-label=\"{PageText.Escape(_label)}\" viewBox=\"0 0 {PageText.N(_width)} {PageText.N(_height)}\" preserveAspectRatio=\"xMidYMid meet\">{_marks}</svg>");

    private static string Line(string type, double x0, double y0, double x1, double y1) =>
        FormattableString.Invariant($"<line class=\"{type}\" x1=\"{PageText.N(x0)}\" y1=\"{PageText.N(y0)}\" x2=\"{PageText.N(x1)}\" y2=\"{PageText.N(y1)}\"/>");
}
