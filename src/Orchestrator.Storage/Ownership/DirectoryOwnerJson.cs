using System.Text.Json.Serialization;

namespace Orchestrator.Storage.Ownership;

[JsonSerializable(typeof(DirectoryOwner))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class DirectoryOwnerJson : JsonSerializerContext;
