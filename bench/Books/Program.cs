using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using KalshiArb.Benchmarks.Books;

// dotnet run -c Release --project bench/Books -- --filter '*'
// In this process: a generated project would need the pins of this one.
BenchmarkRunner.Run<BookBenchmarks>(DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)), args);
