using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Orchestrator.Privacy;

/// <summary>
/// Remembers analyses, so that a conversation's history is analysed once. Bounded: two generations, of which the older is
/// dropped when the younger is full. It holds keyed digests and offsets, never text. Thread-safe.
/// </summary>
internal sealed class AnalysisCache(TextAnalyzer analyzer)
{
    private const int GenerationSize = 4096;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _turning = new();

    // The dictionary's own count would take all of its locks, for every text.
    private int _youngCount;
    private volatile ConcurrentDictionary<UInt128, TextAnalysis> _young = new();
    private volatile ConcurrentDictionary<UInt128, TextAnalysis> _old = new();

    /// <exception cref="AnalysisFailedException">A detector failed; nothing is remembered.</exception>
    public TextAnalysis Analyze(string text, string? context)
    {
        if (text.Length == 0)
            return TextAnalysis.Empty;
        var digest = Digest(text, context);
        if (_young.TryGetValue(digest, out var known))
            return known;
        if (!_old.TryGetValue(digest, out known))
            known = WithoutPseudonyms(text, analyzer.Analyze(text, context));
        if (Interlocked.Increment(ref _youngCount) > GenerationSize)
            Turn();
        _young[digest] = known;
        return known;
    }

    private static TextAnalysis WithoutPseudonyms(string text, TextAnalysis analysis)
    {
        var findings = PseudonymSpans.Outside(text, analysis.Findings);
        if (findings == analysis.Findings)
            return analysis;
        var alternatives = PseudonymSpans.Outside(text, analysis.Alternatives);
        var label = findings.Concat(alternatives).Concat(analysis.Topics).Aggregate(Label.Public, static (label, finding) => label.Join(FindingTypes.LabelOf(finding.Type)));
        return analysis with { Findings = findings, Alternatives = alternatives, Label = label };
    }

    private void Turn()
    {
        lock (_turning)
        {
            if (Volatile.Read(ref _youngCount) <= GenerationSize)
                return;
            _old = _young;
            _young = new();
            Volatile.Write(ref _youngCount, 1);
        }
    }

    private UInt128 Digest(string text, string? context)
    {
        // SHA-256 behind a secret prefix, of which half is kept and nothing is shown, so that nobody can make two texts that meet:
        // several times faster than an HMAC object for each short text of a history. The context's length goes before it, so that
        // no text can pretend to be another with a context.
        var own = MemoryMarshal.AsBytes(text.AsSpan());
        var other = MemoryMarshal.AsBytes((context ?? "").AsSpan());
        var length = _key.Length + sizeof(int) + other.Length + own.Length;
        byte[]? rented = null;
        var buffer = length <= 2048 ? stackalloc byte[2048] : rented = ArrayPool<byte>.Shared.Rent(length);
        _key.CopyTo(buffer);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[_key.Length..], context?.Length ?? -1);
        other.CopyTo(buffer[(_key.Length + sizeof(int))..]);
        own.CopyTo(buffer[(length - own.Length)..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], digest);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return MemoryMarshal.Read<UInt128>(digest);
    }
}
