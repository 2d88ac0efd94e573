using BenchmarkDotNet.Running;
using KalshiArb.Benchmarks.Books;

// dotnet run -c Release --project bench/Books -- --filter '*'
BenchmarkRunner.Run<BookBenchmarks>(args: args);
