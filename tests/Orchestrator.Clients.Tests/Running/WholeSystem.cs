namespace Orchestrator.Clients.Tests.Running;

/// <summary>Tests of the clients share one system, one after the other: what the provider gets wrong next is a matter of the whole system.</summary>
[CollectionDefinition(Name)]
public sealed class WholeSystem : ICollectionFixture<ClientsFixture>
{
    public const string Name = "whole system";
}
