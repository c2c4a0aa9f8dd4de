using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Cli.Up;

/// <summary>What runs, as <c>up.json</c> tells other commands and <c>up --json</c> tells machines.</summary>
internal sealed record UpState
{
    /// <summary>The process of <c>up</c> itself.</summary>
    public required int Pid { get; init; }

    public required string DataDirectory { get; init; }

    public required int PortBase { get; init; }

    /// <summary>No provider is configured: the stand-in, which is no model, answers for the cloud.</summary>
    public required bool StandIn { get; init; }

    public required Endpoints Device { get; init; }

    public required Endpoints Gateway { get; init; }

    public required Endpoints Silo { get; init; }

    public required ImmutableArray<UpProcess> Processes { get; init; }

    public static UpState? Read(DataDirectory data)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(data.StateFile), UpJson.Default.UpState);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // Nothing runs, or it is just starting or ending.
        }
    }
}

/// <summary>Where a process serves.</summary>
internal sealed record Endpoints(string Http, string Grpc);

/// <summary>One process; no id while it does not run.</summary>
internal sealed record UpProcess(string Name, string What, int? Pid, string Health, string Log);

[JsonSerializable(typeof(UpState))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = false, RespectNullableAnnotations = true)]
internal sealed partial class UpJson : JsonSerializerContext;
