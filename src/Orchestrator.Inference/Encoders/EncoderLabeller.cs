using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers;
using Orchestrator.Privacy;

namespace Orchestrator.Inference.Encoders;

/// <summary>
/// A sequence or token classifier as a detector of privacy uses it: sentence by sentence, on the caller's thread, and never longer than it
/// may. Which of both it is, its graph says. Thread-safe; one text at a time runs.
/// </summary>
public sealed class EncoderLabeller : ITextLabeller, IDisposable
{
    private readonly EncoderSession _session;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _names;
    private readonly bool _several;

    private EncoderLabeller(EncoderSession session, EncoderFolder folder, IReadOnlyList<string> labels, TimeProvider time)
    {
        (_session, _names, _time) = (session, labels, time);
        _several = SequenceClassifier.HasSeveral(folder, labels);
        if (!session.Outputs.Contains(EncoderOutputs.Labels))
            throw new ModelLoadException($"The graph in '{folder.Path}' makes {string.Join(", ", session.Outputs)}; expected {EncoderOutputs.Labels}. Export the model for text-classification or token-classification.");
        var (ofTokens, size) = (false, 0);
        session.Run([session.Read("a")], EncoderOutputs.Labels, (_, rows) => (ofTokens, size) = (rows.OfTokens, rows.Size), CancellationToken.None);
        if (size != labels.Count)
            throw new ModelLoadException($"The graph in '{folder.Path}' makes {size} labels and 'config.json' names {labels.Count}. The two are of different models; download the whole folder again.");
        LabelsParts = ofTokens;
        Labels = LabelsParts ? [.. labels.Select(TokenClassifier.NameOf).Distinct()] : labels;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels { get; }

    /// <inheritdoc/>
    public bool LabelsParts { get; }

    /// <summary>Loads a folder and runs a text through it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or contradicts another, or ONNX Runtime refuses the graph.</exception>
    public static EncoderLabeller Load(string path) => Load(path, TimeProvider.System);

    /// <summary>Loads a folder and runs a text through it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="time">Measures what a text may take.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or contradicts another, or ONNX Runtime refuses the graph.</exception>
    public static EncoderLabeller Load(string path, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        EncoderSession? session = null;
        try
        {
            var folder = EncoderFolder.Open(path);
            var labels = LabelNames.Read(folder);
            session = EncoderSession.Load(folder, new());
            return new(session, folder, labels, time);
        }
        catch (Exception e) when (e is ModelLoadException or TargetException or TokenizerException)
        {
            session?.Dispose();
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="TargetException"><c>internal</c>: the graph failed.</exception>
    public IReadOnlyList<Finding> Label(string text, IReadOnlyList<TextSpan> sentences, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within, _time);
        try
        {
            var pieces = new List<(TextSpan Span, string Text, IReadOnlyList<Token> Tokens)>();
            foreach (var sentence in sentences)
                Read(text, sentence, pieces, limit.Token);
            var found = new List<Finding>();
            var scores = new float[_names.Count];
            _session.RunHere([.. pieces.Select(p => p.Tokens)], EncoderOutputs.Labels, (i, rows) => found.AddRange(Found(pieces[i].Span, pieces[i].Text, pieces[i].Tokens, rows, scores)), limit.Token);
            return [.. found.OrderBy(static f => f.Start)];
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The model needs more than {within.TotalSeconds:0.###} s for a text.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private IEnumerable<Finding> Found(TextSpan span, string text, IReadOnlyList<Token> tokens, EncoderRows rows, float[] scores)
    {
        if (LabelsParts)
            return TokenClassifier.Parts(text, tokens, rows, _names).Select(p => new Finding(p.Label, span.Start + p.Start, span.Start + p.End, p.Score));
        SequenceClassifier.Score(rows, _several, scores);
        return [.. scores.Select((score, label) => new Finding(_names[label], span.Start, span.End, score))];
    }

    /// <summary>A sentence that is longer than the model reads is read in halves.</summary>
    private void Read(string text, TextSpan span, List<(TextSpan, string, IReadOnlyList<Token>)> pieces, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var piece = text[span.Start..span.End];
        var tokens = _session.Tokenizer.Tokenize(piece);
        if (tokens.Count <= _session.Longest)
        {
            pieces.Add((span, piece, tokens));
            return;
        }

        if (piece.Length < 2)
            throw new TargetException("internal", "a single character is longer than the model reads");
        var middle = Middle(text, span);
        Read(text, span with { End = middle }, pieces, cancellationToken);
        Read(text, span with { Start = middle }, pieces, cancellationToken);
    }

    /// <summary>The space nearest behind the middle, or the middle, and never between the halves of a character.</summary>
    private static int Middle(string text, TextSpan span)
    {
        var middle = span.Start + ((span.End - span.Start) / 2);
        var space = text.AsSpan(middle, span.End - 1 - middle).IndexOfAny(' ', '\t');
        if (space >= 0)
            return middle + space + 1;
        return char.IsLowSurrogate(text[middle]) && middle > span.Start + 1 ? middle - 1 : middle;
    }
}
