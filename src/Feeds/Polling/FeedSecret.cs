namespace KalshiArb.Feeds.Polling;

/// <summary>A source's key. It leaves in a request to that source and nowhere else: no text of this type shows it.</summary>
public sealed class FeedSecret
{
    private readonly string _text;

    /// <summary>Keeps a key.</summary>
    public FeedSecret(string text) => _text = text;

    /// <summary>The key for an address, escaped.</summary>
    internal string ForQuery() => Uri.EscapeDataString(_text);

    /// <summary>What stands in its place.</summary>
    public override string ToString() => "(a key; not shown)";
}
