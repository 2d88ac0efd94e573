namespace KalshiArb.Host.Commands;

/// <summary>Where commands write.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Problems.</param>
/// <param name="Color">Whether results may be coloured: a terminal reads them and NO_COLOR is unset.</param>
/// <param name="Watched">Whether a person watches the error stream, so that progress is worth showing.</param>
internal sealed record CommandConsole(TextWriter Out, TextWriter Error, bool Color, bool Watched);
