namespace Orchestrator.Integration.Tests.Running;

/// <summary>
/// One system for tests that leave it as they found it, one after the other: to start four processes takes longer than most of these
/// tests. What a test says or looks for is its own, so that it matters to none which ran before.
/// </summary>
[CollectionDefinition(Name)]
public sealed class SharedSystem : ICollectionFixture<SharedSystem.Fixture>
{
    public const string Name = "shared system";

    /// <summary>The system.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private TestSystem? _system;

        internal TestSystem System => _system!;

        // Core dumps are nothing to any test but the one which looks at who may write them.
        public async Task InitializeAsync() => _system = await TestSystem.StartAsync(device: ["--Orchestrator:AllowCoreDumps=true"]);

        public async Task DisposeAsync() => await _system!.DisposeAsync();
    }
}
