using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orchestrator.Privacy;

/// <summary>
/// Finds sensitive values in text and labels it. Thread-safe and pure; it uses no network, and takes time linear in the
/// text's length. An analysis is whole or it fails: a detector that throws never yields an empty result.
/// </summary>
public sealed class TextAnalyzer
{
    private readonly ImmutableArray<IDetector> _detectors;

    // As many as there were analyses at the same time.
    private readonly ConcurrentQueue<AnalysisBuffers> _pool = new();

    /// <summary>Makes an analyzer with every detector of this library.</summary>
    public TextAnalyzer()
        : this(Detectors.With())
    {
    }

    /// <summary>Makes an analyzer with the given detectors.</summary>
    /// <param name="detectors">The detectors to run, all of them on every text.</param>
    /// <exception cref="ArgumentException">There is none: an analyzer that finds nothing would let everything leave.</exception>
    public TextAnalyzer(IEnumerable<IDetector> detectors)
    {
        _detectors = [.. detectors];
        if (_detectors.IsEmpty)
            throw new ArgumentException("An analyzer needs at least one detector: one that finds nothing would let everything leave.", nameof(detectors));
    }

    /// <summary>
    /// Makes an analyzer with every detector of this library and some of one's own, which run before the tagger of names; the classifiers
    /// of a <see cref="RecognizerFile"/> run last.
    /// </summary>
    /// <param name="own">One's own detectors, such as <see cref="PatternDetector"/>.</param>
    public static TextAnalyzer With(params IEnumerable<IDetector> own)
    {
        var byKind = own.ToLookup(static detector => detector is ClassifierDetector);
        return new(Detectors.With(byKind[false]).Concat(byKind[true]));
    }

    /// <summary>Analyses one text.</summary>
    /// <param name="text">The text; any UTF-16, sound or not.</param>
    /// <param name="context">
    /// What is known of the text from outside it, such as the JSON key that it is the value of. It is not analysed; it only
    /// lets "078051121" under <c>ssn</c> be seen for what it is.
    /// </param>
    /// <exception cref="AnalysisFailedException">A detector failed; the text must not leave.</exception>
    public TextAnalysis Analyze(string text, string? context = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
            return TextAnalysis.Empty;

        if (!_pool.TryDequeue(out var buffers))
            buffers = new();
        var analysis = Analyze(text, context, buffers);
        // After a failure the buffers are dropped: what they hold is not known.
        buffers.ReturnTo(_pool);
        return analysis;
    }

    private TextAnalysis Analyze(string text, string? context, AnalysisBuffers buffers)
    {
        var normal = NormalizedText.Of(text);
        var (input, found) = (buffers.Text, buffers.Found);
        input.Begin(normal.Text, context);
        foreach (var detector in _detectors)
        {
            try
            {
                detector.Detect(input, found);
            }
            catch (Exception cause) when (cause is not OutOfMemoryException)
            {
                throw new AnalysisFailedException(detector.Type, cause);
            }
        }

        if (found.Count == 0)
            return TextAnalysis.Empty;
        var topics = found.FindAll(static f => FindingTypes.IsTopic(f.Type));
        if (topics.Count > 0)
            found.RemoveAll(static f => FindingTypes.IsTopic(f.Type));
        var resolved = Overlaps.Resolve(found);
        var alternatives = Overlaps.Alternatives(found, resolved);
        return new()
        {
            Findings = InOriginal(normal, resolved),
            Alternatives = InOriginal(normal, alternatives),
            Topics = InOriginal(normal, topics),
            Label = LabelOf(resolved, alternatives, topics),
        };
    }

    // Loops, because each query over a struct is compiled anew at the start of a process.
    private static ImmutableArray<Finding> InOriginal(NormalizedText text, List<Finding> findings)
    {
        if (findings.Count == 0)
            return [];
        var result = new Finding[findings.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = text.ToOriginal(findings[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(result);
    }

    private static Label LabelOf(params ReadOnlySpan<List<Finding>> all)
    {
        var level = SensitivityLevel.Public;
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var findings in all)
        {
            foreach (var finding in findings)
            {
                if (types.Add(finding.Type) && FindingTypes.LevelOf(finding.Type) is var own && own > level)
                    level = own;
            }
        }

        return new(level, types);
    }
}
