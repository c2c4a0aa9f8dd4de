using System.Diagnostics.CodeAnalysis;

namespace Orchestrator;

/// <summary>Where a conversation is kept: its tenant and its id.</summary>
/// <param name="Tenant">Who pays and administers.</param>
/// <param name="Id">The conversation.</param>
public readonly record struct ConversationKey(string Tenant, ConversationId Id)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">A tenant, <c>/</c>, and 32 hex digits.</param>
    /// <param name="key">The key, when the answer is true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out ConversationKey key)
    {
        var cut = text?.LastIndexOf('/') ?? -1;
        key = cut > 0 && ConversationId.TryParse(text![(cut + 1)..], out var id) ? new(text[..cut], id) : default;
        return key.Tenant is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Tenant}/{Id}";
}
