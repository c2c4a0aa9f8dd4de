namespace Orchestrator;

/// <summary>The form that the answer must have.</summary>
/// <param name="Type"><c>json_object</c> or <c>json_schema</c>.</param>
/// <param name="Name">The schema's name.</param>
/// <param name="Schema">The JSON schema as JSON text, for <c>json_schema</c>.</param>
public sealed record ResponseFormat(string Type, string? Name = null, string? Schema = null)
{
    /// <summary>What the schema is for, for the model.</summary>
    public string? Description { get; init; }

    /// <summary>Whether a provider is asked to keep to the schema exactly; local decoders always do.</summary>
    /// <value>False by default.</value>
    public bool Strict { get; init; }
}
