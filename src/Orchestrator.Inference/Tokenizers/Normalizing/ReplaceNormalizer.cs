namespace Orchestrator.Inference.Tokenizers.Normalizing;

/// <summary>Puts a text in the place of every match.</summary>
internal sealed class ReplaceNormalizer(Pattern pattern, string content) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        if (pattern.Literal is { Length: 1 } one && content.Length == 1)
            return text.With(text.Text.Replace(one[0], content[0]));
        var edit = new TextEdit(text);
        var matches = new List<(int Start, int End)>();
        pattern.Find(text.Text, matches);
        foreach (var (start, end) in matches)
            edit.Replace(start, end, content);
        return edit.Done();
    }
}
