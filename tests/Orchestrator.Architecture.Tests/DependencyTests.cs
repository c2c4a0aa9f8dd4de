namespace Orchestrator.Architecture.Tests;

public sealed class DependencyTests
{
    // Arrows point inward: a project may reference what stands here, directly, and nothing else.
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Abstractions"] = [],
        ["Privacy"] = ["Abstractions"],
        ["Routing"] = ["Abstractions"],
        ["Conversations"] = ["Abstractions", "Privacy", "Routing"],
        ["Protocol"] = ["Conversations"],
        ["Storage"] = ["Conversations"],
        ["Inference"] = ["Abstractions", "Conversations", "Protocol"],
        ["ModelWorker"] = ["Inference"],
        ["Link"] = ["Protocol", "Conversations", "Privacy"],
        ["Grains"] = ["Conversations", "Protocol"],
        ["Api"] = ["Protocol", "Conversations"],
        ["Sdk"] = ["Protocol", "Abstractions"],
        ["Agents"] = ["Sdk"],
        ["Device"] = ["Sdk", "Inference", "Link", "Storage", "Protocol", "Conversations"],
        ["StandIn"] = [],
        ["Hosting"] = ["Api", "Inference", "ModelWorker", "Link", "Storage", "Protocol", "Conversations"],
        ["EdgeNode"] = ["Hosting", "Api", "Inference", "Link", "Storage"],
        ["Silo"] = ["Hosting", "Api", "Grains", "Inference", "Link", "Storage"],
        ["Cli"] = ["Silo", "EdgeNode", "StandIn", "Sdk", "Privacy", "Routing", "Inference", "Link", "Storage", "Hosting", "Protocol"],
    };

    [Fact]
    public void Projects_reference_only_what_lies_further_in()
    {
        foreach (var (project, references) in Repository.References())
        {
            Assert.True(s_allowed.TryGetValue(project, out var allowed), $"{project} is new: say here what it may reference.");
            Assert.All(references, r => Assert.True(allowed!.Contains(r), $"{project} must not reference {r}."));
        }
    }

    [Theory]
    [InlineData("Sdk")]
    [InlineData("Agents")]
    [InlineData("Device")]
    [InlineData("EdgeNode")]
    [InlineData("ModelWorker")]
    [InlineData("Conversations")]
    public void Orleans_is_not_in_the_closure_of(string project) =>
        Assert.DoesNotContain(Repository.Closure(project), l => l.Contains("Orleans", StringComparison.Ordinal));

    [Theory]
    [InlineData("Privacy")]
    [InlineData("Routing")]
    [InlineData("Conversations")]
    public void Pure_parts_know_no_database_no_server_and_no_wire(string project) =>
        Assert.DoesNotContain(
            Repository.Closure(project),
            l => l.StartsWith("Grpc", StringComparison.Ordinal) || l.StartsWith("Google.Protobuf", StringComparison.Ordinal)
                || l.StartsWith("Microsoft.Data", StringComparison.Ordinal) || l.StartsWith("Microsoft.ML", StringComparison.Ordinal));

    [Fact]
    public void An_app_that_embeds_the_device_carries_no_server() =>
        Assert.DoesNotContain(Repository.Closure("Device"), static l => l.StartsWith("Grpc.AspNetCore", StringComparison.Ordinal) || l.StartsWith("OpenTelemetry", StringComparison.Ordinal) || l.StartsWith("Orchestrator.Hosting", StringComparison.Ordinal));

    [Fact]
    public void The_agent_framework_is_known_to_its_adapter_alone() =>
        Assert.All(
            Repository.References().Keys.Where(static p => p != "Agents"),
            static p => Assert.DoesNotContain(Repository.Closure(p), static l => l.StartsWith("Microsoft.Agents", StringComparison.Ordinal)));

    [Fact]
    public void The_words_depend_on_the_ai_abstractions_alone() =>
        Assert.DoesNotContain(
            Repository.Closure("Abstractions"),
            l => !l.StartsWith("Microsoft.Extensions.AI.Abstractions", StringComparison.Ordinal)
                && !l.StartsWith("System.", StringComparison.Ordinal) && !l.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
}
