[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
