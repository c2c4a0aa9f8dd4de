using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Protocol.Tests;

/// <summary>Compares by value what records compare by reference: arrays and memory.</summary>
internal static class Same
{
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static bool As<T>(T expected, T actual)
        where T : notnull =>
        expected.GetType() == actual.GetType()
        && JsonSerializer.Serialize(expected, expected.GetType(), Options) == JsonSerializer.Serialize(actual, actual.GetType(), Options);
}
