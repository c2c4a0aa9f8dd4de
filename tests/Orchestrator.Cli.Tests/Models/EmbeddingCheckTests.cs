using Orchestrator.Cli.Doctor.Configuration;
using Orchestrator.Clients.Tests.Running;
using Orchestrator.Hosting.Serving;

namespace Orchestrator.Cli.Tests.Models;

/// <summary>What <c>doctor</c> says of the model that embeds.</summary>
public sealed class EmbeddingCheckTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void One_that_loads_is_well_and_one_that_does_not_is_named_with_what_to_do()
    {
        var models = new LocalModelOptions().Path;
        var folder = TinyEmbeddings.Write(_directory["tiny"]);

        Assert.Contains(ModelChecks.Run(models, mini: "", embeddings: folder), c => (c.Code, c.Name) == ("EMBEDDINGS_OK", "embeddings tiny"));

        File.Delete(Path.Combine(folder, "tokenizer.json"));
        Assert.Contains(
            ModelChecks.Run(models, mini: "", embeddings: folder),
            c => c.Code == "EMBEDDINGS_DAMAGED" && c.Found.Contains("tokenizer.json", StringComparison.Ordinal) && c.Remedy!.Contains("Orchestrator:Models:Embeddings", StringComparison.Ordinal));
        Assert.DoesNotContain(ModelChecks.Run(models, mini: ""), c => c.Code.StartsWith("EMBEDDINGS", StringComparison.Ordinal));
    }
}
