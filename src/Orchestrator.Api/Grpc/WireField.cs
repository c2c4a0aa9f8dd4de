namespace Orchestrator.Api.Grpc;

/// <summary>The engine's fields as the messages of this face name them.</summary>
internal static class WireField
{
    public static string? Of(string? field) => field switch
    {
        "max_tokens" => "options.max_output_tokens",
        "temperature" or "top_p" or "tool_choice" or "response_format.type" or "response_format.schema" => $"options.{field}",
        "model" => "preference.model",
        "messages" => "input",
        _ => field,
    };
}
