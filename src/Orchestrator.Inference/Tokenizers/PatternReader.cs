using System.Text.RegularExpressions;

namespace Orchestrator.Inference.Tokenizers;

/// <summary>Reads the pattern of a component.</summary>
internal static class PatternReader
{
    public static Pattern Read(Component from)
    {
        var pattern = from.Inner("pattern");
        if (pattern.Maybe("String") is { } literal)
            return new(literal);
        try
        {
            return new(new PatternSource(pattern.Maybe("Regex") ?? throw pattern.Refuse("it has neither 'String' nor 'Regex'")));
        }
        catch (FormatException e)
        {
            throw pattern.Refuse(e.Message, e);
        }
        catch (RegexParseException e)
        {
            throw pattern.Refuse($"its expression is not understood at character {e.Offset} ({e.Error})", e);
        }
    }
}
