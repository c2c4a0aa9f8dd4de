using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Orchestrator.Inference.Local;
using Orchestrator.Privacy;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Storage.Ownership;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Hosting.Serving;

/// <summary>The failures of a start that an operator can mend, in one line each; a stack trace would hide them.</summary>
internal static class StartFailure
{
    public static string? Explain(Exception e) => e switch
    {
        OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        InvalidDataException { InnerException: FormatException malformed } => $"{e.Message} {(malformed.InnerException ?? malformed).Message}",
        DataDirectoryInUseException or ModelLoadException or DifficultyLoadException or PolicyException or KeyRingException or InvalidDataException => e.Message,
        OrchestratorException known => known.Error.Message,
        IOException { InnerException: AddressInUseException } taken => $"{taken.Message} Stop what listens there, or set Orchestrator:Http:Url and Orchestrator:Grpc:Url.",
        UnauthorizedAccessException or IOException => e.Message,
        InvalidOperationException when e.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => $"{e.Message} {e.InnerException?.Message} Correct that key.",
        InvalidOperationException when e.Message.Contains("can be reached from other machines", StringComparison.Ordinal) => e.Message,
        InvalidOperationException when e.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => e.Message,
        AggregateException { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
