using System.Reflection;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Logging;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Architecture.Tests;

/// <summary>Telemetry is a zone of its own: what a log message holds is classified.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public void Every_text_of_a_log_message_is_classified()
    {
        var messages = Repository.References().Keys.Where(p => File.Exists(Repository.Assembly(p)))
            .SelectMany(p => Assembly.LoadFrom(Repository.Assembly(p)).GetTypes())
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(m => m.GetCustomAttribute<LoggerMessageAttribute>() is not null)
            .ToArray();
        Assert.True(messages.Length > 30);
        Assert.Empty(messages.SelectMany(m => m.GetParameters()).Where(p => HoldsText(p.ParameterType) && !IsClassified(p)).Select(p => $"{p.Member.DeclaringType} {p.Member.Name} {p.Name}"));
    }

    // Exceptions are logged without their messages; enumerations, numbers, times and random ids hold no text.
    private static bool HoldsText(Type type) => !typeof(ILogger).IsAssignableFrom(type) && !typeof(Exception).IsAssignableFrom(type) && !type.IsValueType;

    private static bool IsClassified(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(OperationalAttribute)) || parameter.IsDefined(typeof(DataClassificationAttribute));
}
