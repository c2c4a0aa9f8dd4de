namespace Orchestrator;

/// <summary>Something that a person sends beside words: its bytes, or the address where a provider finds them. It is never fetched here.</summary>
public sealed record Attachment
{
    /// <summary>What it is to a model; exactly one kind.</summary>
    public required AttachmentKinds Kind { get; init; }

    /// <summary>Its media type in lower case, such as <c>image/png</c>; empty for an address, whose content nobody here has seen.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>The file's name; empty for none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The bytes; empty for an address.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The https address; null when the bytes are here.</summary>
    public string? Url { get; init; }

    /// <summary>How closely a model looks at a picture: <c>low</c>, <c>high</c> or <c>auto</c>; null leaves it to the model.</summary>
    public string? Detail { get; init; }

    /// <summary>The kind that a media type is of.</summary>
    /// <param name="mediaType">The media type, in lower case.</param>
    public static AttachmentKinds KindOf(string mediaType) =>
        mediaType.StartsWith("image/", StringComparison.Ordinal) ? AttachmentKinds.Image
        : mediaType.StartsWith("audio/", StringComparison.Ordinal) ? AttachmentKinds.Audio
        : AttachmentKinds.File;

    /// <inheritdoc/>
    public bool Equals(Attachment? other) =>
        other is not null && Kind == other.Kind && MediaType == other.MediaType && Name == other.Name && Url == other.Url && Detail == other.Detail
        && Data.Span.SequenceEqual(other.Data.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, MediaType, Name, Url, Detail, Data.Length);
}
