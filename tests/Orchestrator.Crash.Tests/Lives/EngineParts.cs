using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations;
using Orchestrator.Privacy;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>What every life shares, because it keeps nothing and is slow to make.</summary>
internal static class EngineParts
{
    private static readonly ServiceProvider s_services = new ServiceCollection()
        .AddTestEngine("unused", Zone.Device, [], new())
        .BuildServiceProvider();

    public static EgressGate Gate { get; } = s_services.GetRequiredService<EgressGate>();

    public static TurnRouting Routing { get; } = s_services.GetRequiredService<TurnRouting>();

    public static TurnInstruments Instruments { get; } = s_services.GetRequiredService<TurnInstruments>();
}
