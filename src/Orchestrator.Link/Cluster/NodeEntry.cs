using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Link.Identity;

namespace Orchestrator.Link.Cluster;

/// <summary>A node as the cluster knows it. It holds no secret.</summary>
public sealed record NodeEntry
{
    /// <summary>The node's id: letters, digits, '-', '_' or '.', at most 64.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9._-]{1,64}")]
    public string Id { get; init; } = "";

    /// <summary>What it is.</summary>
    [EnumDataType(typeof(NodeRole))]
    public NodeRole Role { get; init; }

    /// <summary>The tenant that it belongs to.</summary>
    [Required]
    public string Tenant { get; init; } = "";

    /// <summary>The site that it stands in.</summary>
    [Required]
    public string Site { get; init; } = "";

    /// <summary>SHA-256 of the node's key, in lower-case hex.</summary>
    [Required]
    [RegularExpression("[0-9a-f]{64}")]
    public string KeyHash { get; init; } = "";

    /// <summary>The Ed25519 key that verifies the node's clearances: 32 bytes in base 64.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9+/]{43}=", ErrorMessage = "The field SigningKey must be 32 bytes in base 64.")]
    public string SigningKey { get; init; } = "";

    /// <summary>How a key is hashed for a directory.</summary>
    /// <param name="key">The node's key.</param>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    internal static bool IsId(string? id) =>
        id is { Length: > 0 and <= 64 } && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    internal bool Accepts(string key) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(HashOf(key)), Encoding.ASCII.GetBytes(KeyHash));
}
