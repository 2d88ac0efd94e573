namespace KalshiArb.Conformance.Tests;

/// <summary>A folder that is gone afterwards, its owner's alone.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kalshiarb-conformance-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
