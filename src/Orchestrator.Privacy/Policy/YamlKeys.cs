using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Privacy;

/// <summary>Reads the keys of a YAML file, and says of each problem where it is and what is allowed there.</summary>
internal sealed partial class YamlKeys(string source)
{
    private const int LongestText = 256 * 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the bytes of a file: in another encoding a name would silently be another name, and a rule that speaks of it idle.</summary>
    /// <exception cref="PolicyException">They are no UTF-8.</exception>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new PolicyException(source, 1 + bytes[..Math.Clamp(error.Index, 0, bytes.Length)].Count((byte)'\n'), "", "The file is not in UTF-8. Save it so.", error);
        }
    }

    public YamlNode Parse(string yaml)
    {
        if (yaml.Length > LongestText)
            throw new PolicyException(source, 1, "", $"The file is longer than {LongestText} characters.");
        try
        {
            YamlShape.Check(yaml, source);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw new PolicyException(source, 1, "", $"Expected one YAML document, found {stream.Documents.Count}.");
        }
        catch (YamlException error)
        {
            throw new PolicyException(source, error.Start.Line, "", $"The YAML cannot be read: {error.Message}", error);
        }
    }

    public int OneOf(YamlNode node, string key, string[] allowed)
    {
        var text = Text(node, key);
        var index = Array.IndexOf(allowed, text);
        return index >= 0 ? index : throw Error(node, key, $"is '{text}'; allowed are {string.Join(", ", allowed)}.");
    }

    public List<(YamlNode Node, string Key, string Text)> Texts(YamlNode node, string key)
    {
        if (node is not YamlSequenceNode { Children.Count: > 0 } list)
            throw Error(node, key, "must be a list with at least one entry.");
        return [.. list.Children.Select((entry, i) => (entry, $"{key}[{i}]", Text(entry, $"{key}[{i}]")))];
    }

    public string Text(YamlNode node, string key) =>
        node is YamlScalarNode { Value: { } value } ? value : throw Error(node, key, "must be a single text.");

    public YamlMappingNode Mapping(YamlNode node, string key, string[] allowed)
    {
        if (node is not YamlMappingNode mapping)
            throw Error(node, key, $"must be a mapping with the keys {string.Join(", ", allowed)}.");
        foreach (var child in mapping.Children.Keys)
        {
            if (child is not YamlScalarNode { Value: { } name } || !allowed.Contains(name, StringComparer.Ordinal))
                throw Error(child, key.Length == 0 ? $"{child}" : $"{key}.{child}", $"is no key here; allowed are {string.Join(", ", allowed)}.");
        }

        return mapping;
    }

    public YamlNode Required(YamlMappingNode mapping, string key, string name) =>
        Optional(mapping, name) ?? throw Error(mapping, key.Length == 0 ? name : $"{key}.{name}", "is missing.");

    public static YamlNode? Optional(YamlMappingNode mapping, string name) =>
        mapping.Children.TryGetValue(new YamlScalarNode(name), out var node) ? node : null;

    public ImmutableArray<TypeCount> Counts(YamlNode node, string key)
    {
        if (node is not YamlMappingNode { Children.Count: > 0 } mapping)
            throw Error(node, key, "must be a mapping from types to how often at least each is found, such as {EMAIL_ADDRESS: 10}.");
        return
        [
            .. mapping.Children.Select(entry =>
            {
                var type = Category(entry.Key, key);
                return new TypeCount(type, Count(entry.Value, $"{key}.{type}", 1));
            }).OrderBy(static count => count.Type, StringComparer.Ordinal),
        ];
    }

    public int Count(YamlNode node, string key, int least) =>
        int.TryParse(Text(node, key), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least
            ? count
            : throw Error(node, key, $"is '{Text(node, key)}'; expected a whole number of at least {least}.");

    public string Name(YamlNode node, string key)
    {
        var name = Text(node, key);
        return NamePattern().IsMatch(name)
            ? name
            : throw Error(node, key, $"is '{name}'; a name has 1 to 64 lower-case letters, digits, '.', '_' or '-' and begins with a letter or digit.");
    }

    public string Category(YamlNode node, string key) =>
        CategoryPattern().IsMatch(Text(node, key))
            ? Text(node, key)
            : throw Error(node, key, $"is '{Text(node, key)}'; a category is a finding's type such as {FindingTypes.CreditCard} or {FindingTypes.Secret}.");

    public PolicyException Error(YamlNode node, string key, string problem) => new(source, node.Start.Line, key, problem);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[A-Z][A-Z0-9_]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CategoryPattern();
}
