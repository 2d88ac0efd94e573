namespace KalshiArb.Actors.Journal;

/// <summary>A snapshot as it is stored: the bytes never change once written.</summary>
/// <param name="Manifest">Frozen name and version of its form.</param>
/// <param name="Facts">How many facts it holds: it stands for the first so many of the stream.</param>
/// <param name="Bytes">Its serialized form.</param>
public sealed record StoredSnapshot(string Manifest, long Facts, ImmutableArray<byte> Bytes);
