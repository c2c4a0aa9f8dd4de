using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Orchestrator.Privacy;

/// <summary>
/// Looks at a YAML text before it is read: the library reads it by recursion, and a text that is nested deep enough, or a key that holds
/// itself, would end the process, which no handler can prevent.
/// </summary>
internal static class YamlShape
{
    private const int Deepest = 32;

    /// <exception cref="PolicyException">It is nested too deeply, or a key is no single text.</exception>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static void Check(string yaml, string source)
    {
        // For each open collection whether a key comes next in it; null in a list, which has none.
        var open = new Stack<bool?>();
        for (var parser = new Parser(new StringReader(yaml)); parser.MoveNext();)
        {
            if (parser.Current is MappingEnd or SequenceEnd)
                open.Pop();
            if (parser.Current is not (NodeEvent or AnchorAlias) || parser.Current is not { } node)
                continue;
            if (open.TryPop(out var isKey))
            {
                if (isKey is true && node is not Scalar)
                    throw new PolicyException(source, node.Start.Line, "", "A key must be a single text.");
                open.Push(!isKey);
            }

            if (node is not (MappingStart or SequenceStart))
                continue;
            if (open.Count == Deepest)
                throw new PolicyException(source, node.Start.Line, "", $"The YAML is nested more than {Deepest} deep.");
            open.Push(node is MappingStart ? true : null);
        }
    }
}
