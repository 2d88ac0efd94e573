namespace KalshiArb.Kill;

/// <summary>
/// Asks the trading side, which may be what is broken: one that throws is answered for, and one that hangs is asked once, on a
/// thread that is left to it. Neither stops a kill.
/// </summary>
internal sealed class SideQuestions(ITradingSide side, TimeSpan patience, RequestLog requests)
{
    private bool _hangs;

    /// <summary>The side's answer, or <paramref name="otherwise"/>. Called on the kill's own thread.</summary>
    public T Ask<T>(Func<ITradingSide, T> question, T otherwise)
    {
        if (_hangs) return otherwise;
        var answer = Ask(question, patience, out _hangs);
        return answer is null ? otherwise : answer.Value;
    }

    /// <summary>Asks while there is no time to wait for a slow side: without an answer it may be asked again.</summary>
    public T AskBriefly<T>(Func<ITradingSide, T> question, TimeSpan limit, T otherwise) => Ask(question, limit, out _) is { } answer ? answer.Value : otherwise;

    private Answer<T>? Ask<T>(Func<ITradingSide, T> question, TimeSpan limit, out bool hangs)
    {
        Answer<T>? answer = null;
        var asked = new Thread(() =>
        {
            try
            {
                Volatile.Write(ref answer, new Answer<T>(question(side)));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Counted below as a question without an answer.
            }
        })
        { IsBackground = true, Name = "kill-side" };
        asked.Start();
        hangs = !asked.Join(limit);
        var given = Volatile.Read(ref answer);
        if (given is null) requests.Add("trading-side", done: false);
        return given;
    }

    private sealed record Answer<T>(T Value);
}
