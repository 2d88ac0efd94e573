using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

// Owner-only Unix sockets, file modes and signals: there is no Windows build.
[assembly: UnsupportedOSPlatform("windows")]
[assembly: InternalsVisibleTo("KalshiArb.Host.Tests")]
