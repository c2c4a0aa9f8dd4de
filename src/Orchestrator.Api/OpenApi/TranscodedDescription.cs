using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;

namespace Orchestrator.Api.OpenApi;

/// <summary>The transcoded calls of services in OpenAPI's words.</summary>
internal sealed class TranscodedDescription(params IReadOnlyList<ServiceDescriptor> services)
{
    private readonly MessageSchemas _schemas = new();

    /// <summary>The paths, each with its operations.</summary>
    public IEnumerable<(string Path, JsonObject Operations)> Paths()
    {
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var method in services.SelectMany(static s => s.Methods))
        {
            if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not { } rule)
                continue;
            var (verb, path) = rule.PatternCase switch
            {
                HttpRule.PatternOneofCase.Get => ("get", rule.Get),
                HttpRule.PatternOneofCase.Post => ("post", rule.Post),
                HttpRule.PatternOneofCase.Delete => ("delete", rule.Delete),
                _ => throw new NotSupportedException($"{method.FullName} has an HTTP rule that is not get, post or delete: describe it here."),
            };
            if (!paths.TryGetValue(path, out var operations))
                paths.Add(path, operations = []);
            operations.Add(verb, Operation(method, path, rule.Body));
        }

        return paths.Select(static p => (p.Key, p.Value));
    }

    /// <summary>The messages that <see cref="Paths"/> named, and what they hold. Call it after.</summary>
    public IEnumerable<(string Name, JsonObject Schema)> Schemas() => _schemas.All();

    private JsonObject Operation(MethodDescriptor method, string path, string body)
    {
        var operation = new JsonObject
        {
            ["operationId"] = $"{method.Service.Name}_{method.Name}",
            ["summary"] = $"{method.Service.Name}.{method.Name} of {method.File.Name}.",
            ["tags"] = new JsonArray("gRPC as JSON"),
        };
        var parameters = Parameters(method.InputType, path, body);
        if (parameters.Count > 0)
            operation["parameters"] = parameters;
        if (body.Length > 0)
        {
            var schema = body == "*" ? _schemas.Reference(method.InputType) : _schemas.Of(method.InputType.FindFieldByName(body));
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Json(schema) };
        }

        var answer = _schemas.Reference(method.OutputType);
        operation["responses"] = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = method.IsServerStreaming ? "One update a line, each a JSON object, until the turn has ended." : "The answer.",
                ["content"] = Json(answer),
            },
            ["default"] = new JsonObject
            {
                ["description"] = "A refusal: google.rpc.Status with ErrorInfo, BadRequest, RetryInfo and Help.",
                ["content"] = Json(_schemas.Reference(Google.Rpc.Status.Descriptor)),
            },
        };
        return operation;
    }

    private JsonArray Parameters(MessageDescriptor request, string path, string body)
    {
        var parameters = new JsonArray();
        foreach (var field in request.Fields.InDeclarationOrder())
        {
            if (path.Contains($"{{{field.Name}}}", StringComparison.Ordinal))
                parameters.Add((JsonNode)Parameter(field.Name, "path", _schemas.Of(field)));
            else if (body.Length == 0 && field.FieldType != FieldType.Message)
                parameters.Add((JsonNode)Parameter(field.Name, "query", _schemas.Of(field)));
            else if (body.Length == 0)
                AddNested(parameters, field);
        }

        return parameters;
    }

    private void AddNested(JsonArray parameters, FieldDescriptor outer)
    {
        foreach (var field in outer.MessageType.Fields.InDeclarationOrder())
            parameters.Add((JsonNode)Parameter($"{outer.Name}.{field.Name}", "query", _schemas.Of(field)));
    }

    private static JsonObject Parameter(string name, string place, JsonObject schema)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place };
        if (place == "path")
            parameter["required"] = true;
        parameter["schema"] = schema;
        return parameter;
    }

    private static JsonObject Json(JsonObject schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };
}
