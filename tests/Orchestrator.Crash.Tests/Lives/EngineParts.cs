using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations;
using Orchestrator.Privacy;
using Orchestrator.Routing;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>What every life shares, because it keeps nothing and is slow to make.</summary>
internal static class EngineParts
{
    private static readonly ServiceProvider s_services = new ServiceCollection()
        .AddTestEngine("unused", Zone.Device, [], new())
        .BuildServiceProvider();

    public static EgressGate Gate { get; } = s_services.GetRequiredService<EgressGate>();

    public static Router Router { get; } = s_services.GetRequiredService<Router>();

    public static TurnInstruments Instruments { get; } = s_services.GetRequiredService<TurnInstruments>();
}
