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
        return findings == analysis.Findings
            ? analysis
            : analysis with { Findings = findings, Label = findings.Aggregate(Label.Public, static (label, finding) => label.Join(FindingTypes.LabelOf(finding.Type))) };
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
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        // A context is shorter than any text could pretend to be: its length goes first.
        hash.AppendData(BitConverter.GetBytes(context?.Length ?? -1));
        hash.AppendData(MemoryMarshal.AsBytes((context ?? "").AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return MemoryMarshal.Read<UInt128>(digest);
    }
}
