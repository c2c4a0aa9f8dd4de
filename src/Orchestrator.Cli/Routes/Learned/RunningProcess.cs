using System.Text.Json;
using Orchestrator.Cli.Terminal;
using Orchestrator.Routing.Learning;

namespace Orchestrator.Cli.Routes.Learned;

/// <summary>A process that runs, asked over its API.</summary>
internal sealed class RunningProcess(string address, string? key) : ILearnedPlace
{
    private const string Path = "/orchestrator/v1/learned";

    public async Task<IReadOnlyList<LearnedLine>> ListAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken)).Lines;

    public async Task<(string Node, int Rows)> ForgetAsync(string tenant, string? model, CancellationToken cancellationToken)
    {
        // A key stands for one tenant: the name is asked for so that the wrong key forgets nothing.
        var own = (await AskAsync(cancellationToken)).Tenant;
        if (own != tenant)
            throw new FormatException($"The API key for {address} is one of tenant '{own}', and '{tenant}' was named. Nothing was forgotten. Use a key of that tenant.");
        var body = await HostCall.SendAsync(HttpMethod.Delete, address, model is null ? Path : $"{Path}?model={Uri.EscapeDataString(model)}", key, cancellationToken);
        using var answer = JsonDocument.Parse(body);
        return (answer.RootElement.GetProperty("node").GetString()!, answer.RootElement.GetProperty("forgotten").GetInt32());
    }

    private async Task<(string Tenant, IReadOnlyList<LearnedLine> Lines)> AskAsync(CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await HostCall.SendAsync(HttpMethod.Get, address, Path, key, cancellationToken));
        var (tenant, node) = (answer.RootElement.GetProperty("tenant").GetString()!, answer.RootElement.GetProperty("node").GetString()!);
        return (tenant, [.. answer.RootElement.GetProperty("learned").EnumerateArray().Select(r => Line(tenant, node, r))]);
    }

    private static LearnedLine Line(string tenant, string node, JsonElement json)
    {
        int Count(string name) => json.GetProperty(name).GetInt32();
        var counts = new LearnedCounts(Count("judgements"), Count("corrections"), Count("kept"), Count("escalated"), Count("askedAgain"));
        var row = new LearnedRow(tenant, json.GetProperty("model").GetString()!, Count("group"), json.GetProperty("mean").GetDouble() * counts.Weight, counts.Judgements)
        {
            Corrections = counts.Corrections,
            Kept = counts.Kept,
            Escalated = counts.Escalated,
            AskedAgain = counts.AskedAgain,
        };
        return new(node, row, Math.Round(json.GetProperty("moved").GetDouble(), 4));
    }
}
