using System.Text;
using System.Text.Json;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Protocol.Providers;

/// <summary>A tool call whose arguments come in pieces.</summary>
internal sealed class PartialToolCall
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    public StringBuilder Arguments { get; } = new();

    /// <summary>The calls in order. Ids that are missing or stand twice get one of their own: results are matched by them.</summary>
    /// <param name="calls">The calls.</param>
    /// <param name="whole">Whether the model came to its end, so that arguments that are no JSON are a fault.</param>
    public static IEnumerable<ToolCall> ToCalls(IEnumerable<PartialToolCall> calls, bool whole)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in calls)
        {
            var id = call.Id is { Length: > 0 } own ? own : $"call_{ids.Count + 1}";
            for (var again = 2; !ids.Add(id); again++)
                id = $"{call.Id}_{again}";
            yield return call.ToCall(id, whole);
        }
    }

    private ToolCall ToCall(string id, bool whole)
    {
        if (Name is not { Length: > 0 } name)
            throw new TargetException("protocol", "The model's server sent a tool call without a name.");
        var arguments = Arguments.Length == 0 ? "{}" : Arguments.ToString();
        return !whole || IsJson(arguments)
            ? new(id, name, arguments)
            : throw new TargetException("protocol", "The model's server sent a tool call whose arguments are no JSON.");
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonElement.Parse(text, default);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
