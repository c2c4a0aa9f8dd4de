using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Hosting.Budgets;

/// <summary>The file of budgets: what tenants, their API keys and their conversations may cost, as JSON.</summary>
public sealed class BudgetFile
{
    /// <summary>The tenants that have budgets.</summary>
    public IList<TenantBudgetEntry> Tenants { get; set; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="InvalidDataException">It is no file of budgets; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BudgetFile Read(string path)
    {
        BudgetFile file;
        try
        {
            file = JsonSerializer.Deserialize(File.ReadAllBytes(path), BudgetFileJson.Default.BudgetFile) ?? throw new InvalidDataException($"{path} is empty: it must be {{\"tenants\":[…]}}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no file of budgets (line {(e.LineNumber ?? 0) + 1}, {e.Path}).", e);
        }

        return file.Problem() is { } problem ? throw new InvalidDataException($"{path}: {problem}") : file;
    }

    /// <summary>What forbids using these budgets; null when they can be used.</summary>
    public string? Problem() =>
        Tenants.Any(static t => t is null || t.HasNull) ? "an entry is null. Take it away."
        : Tenants.DistinctBy(static t => t.Tenant).Count() != Tenants.Count ? "a tenant stands there twice; it has one entry."
        : Tenants.Select(static t => t.Problem()).FirstOrDefault(static p => p is not null);

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BudgetFileJson.Default.BudgetFile) + "\n";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BudgetFile))]
internal sealed partial class BudgetFileJson : JsonSerializerContext;
