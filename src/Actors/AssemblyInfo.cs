using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("KalshiArb.Actors.Tests")]
