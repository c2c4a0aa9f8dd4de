namespace Orchestrator.StandIn.Faults;

/// <summary>What goes wrong with a request, on purpose. Counts are in chunks of the streamed answer, times in milliseconds.</summary>
internal sealed record Fault
{
    /// <summary>Answer with this status and an error body instead.</summary>
    public int? Status { get; init; }

    /// <summary>With <see cref="Status"/>: a <c>Retry-After</c> header of so many seconds.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Wait before the first byte.</summary>
    public int DelayMs { get; init; }

    /// <summary>Wait before each chunk.</summary>
    public int ChunkDelayMs { get; init; }

    /// <summary>Abort the socket after so many chunks; for an answer that is not streamed, before its end.</summary>
    public int? CutAfterChunks { get; init; }

    /// <summary>Send nothing more after so many chunks, and keep the socket open.</summary>
    public int? StallAfterChunks { get; init; }

    /// <summary>Send an error object in the stream after so many chunks.</summary>
    public int? ErrorInStream { get; init; }

    /// <summary>Send bytes that are neither JSON nor events.</summary>
    public bool Garbage { get; init; }

    /// <summary>
    /// Answer with so many numbered pieces, <c>0000 0001 0002 </c> and so on, so that a reader sees whether one was lost, doubled or
    /// moved. At most 10,000.
    /// </summary>
    public int? NumberedPieces { get; init; }

    /// <summary>How many requests it applies to; null until faults are cleared.</summary>
    // Not init: generated deserialisers write every init property, and the default would be lost (dotnet/runtime#84484).
    public int? Count { get; set; } = 1;

    public string? Problem() =>
        this switch
        {
            { Status: < 100 or > 599 } => "status is 100 to 599",
            { DelayMs: < 0 } or { ChunkDelayMs: < 0 } or { RetryAfterSeconds: < 0 } => "times are not negative",
            { CutAfterChunks: < 0 } or { StallAfterChunks: < 0 } or { ErrorInStream: < 0 } => "chunk counts are not negative",
            { NumberedPieces: < 1 or > 10_000 } => "numbered pieces are 1 to 10000",
            { Count: < 1 } => "count is at least 1, or null for every request until faults are cleared",
            _ => null,
        };
}
