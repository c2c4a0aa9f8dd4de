using System.Text.Json.Serialization;

namespace Orchestrator.Link.Identity;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(NodeIdentityFile))]
[JsonSerializable(typeof(SiteKeyFile))]
internal sealed partial class IdentityJson : JsonSerializerContext;

/// <summary>A node's identity as it is stored; keys are raw bytes in base 64.</summary>
internal sealed record NodeIdentityFile(
    int Version, string Node, NodeRole Role, string Tenant, string Site, string Key,
    byte[] SigningKey, byte[] SealingKey, byte[] Certificate, byte[] SitePublicKey);

/// <summary>A site's key as it is stored.</summary>
internal sealed record SiteKeyFile(int Version, string Tenant, string Site, byte[] SigningKey);
