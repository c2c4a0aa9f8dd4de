using System.Collections.Immutable;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Privacy;

/// <summary>
/// Reads recognisers of one's own from YAML: patterns with the words beside them and a check by name, lists of words, and classifiers. Each
/// is run on every text beside those of this library.
/// </summary>
public sealed class RecognizerFile
{
    private static readonly string[] TopKeys = ["version", "recognizers"];
    private static readonly string[] Keys = ["type", "description", "pattern", "list", "words", "check"];
    private readonly YamlKeys _yaml;
    private readonly ClassifierEntry _classifiers;

    private RecognizerFile(string source, string folder, Func<string, ITextLabeller>? models)
    {
        _yaml = new(source);
        _classifiers = new(_yaml, folder, models);
    }

    /// <summary>Reads a file in UTF-8.</summary>
    /// <param name="path">The file; the folders of classifiers are looked for beside it.</param>
    /// <param name="models">
    /// Loads a classifier's folder, and throws an <see cref="InvalidDataException"/> that says what is wrong with it; without it a file with
    /// classifiers is refused.
    /// </param>
    /// <exception cref="PolicyException">The file is no list of recognisers; the message says where and what is allowed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImmutableArray<IDetector> Load(string path, Func<string, ITextLabeller>? models = null) =>
        new RecognizerFile(path, Path.GetDirectoryName(Path.GetFullPath(path))!, models).Read(new YamlKeys(path).Decode(File.ReadAllBytes(path)));

    /// <summary>Reads YAML.</summary>
    /// <param name="yaml">The YAML; the folders of classifiers are looked for in the current directory.</param>
    /// <param name="models">As for <see cref="Load"/>.</param>
    /// <exception cref="PolicyException">The text is no list of recognisers; the message says where and what is allowed.</exception>
    public static ImmutableArray<IDetector> Parse(string yaml, Func<string, ITextLabeller>? models = null) =>
        new RecognizerFile("recognizers", Environment.CurrentDirectory, models).Read(yaml);

    private ImmutableArray<IDetector> Read(string yaml)
    {
        var document = _yaml.Mapping(_yaml.Parse(yaml), "", TopKeys);
        if (_yaml.Text(_yaml.Required(document, "", "version"), "version") is not "1")
            throw _yaml.Error(document.Children["version"], "version", "is the version of this format; only 1 is known.");
        var list = _yaml.Required(document, "", "recognizers") as YamlSequenceNode
            ?? throw _yaml.Error(document.Children["recognizers"], "recognizers", "must be a list of recognisers.");
        return [.. list.Children.Select((node, i) => One(node, $"recognizers[{i}]"))];
    }

    private IDetector One(YamlNode node, string key)
    {
        if (node is YamlMappingNode mapping && YamlKeys.Optional(mapping, ClassifierEntry.Key) is not null)
            return _classifiers.Read(node, key);
        var one = _yaml.Mapping(node, key, Keys);
        var type = _yaml.Category(_yaml.Required(one, key, "type"), $"{key}.type");
        var words = YamlKeys.Optional(one, "words") is { } context ? _yaml.Texts(context, $"{key}.words").ConvertAll(static w => w.Text) : null;
        var (pattern, list) = (YamlKeys.Optional(one, "pattern"), YamlKeys.Optional(one, "list"));
        if ((pattern is null) == (list is null))
            throw _yaml.Error(one, key, "needs either a pattern, a list or a classifier.");
        if (list is not null)
            return List(list, $"{key}.list", type, words);
        var check = YamlKeys.Optional(one, "check") is { } name ? CheckRules.All[_yaml.OneOf(name, $"{key}.check", CheckRules.Names)].Rule : null;
        try
        {
            return new PatternDetector(type, _yaml.Text(pattern!, $"{key}.pattern"), words, check);
        }
        catch (ArgumentException cause)
        {
            throw _yaml.Error(pattern!, $"{key}.pattern", $"cannot be used: {cause.Message}");
        }
    }

    private WordListDetector List(YamlNode list, string key, string type, List<string>? words)
    {
        var entries = _yaml.Texts(list, key);
        return entries.Find(static entry => WordListDetector.Normal(entry.Text).Length < WordListDetector.Shortest) is { Node: { } wrong, Key: { } place }
            ? throw _yaml.Error(wrong, place, $"must have at least {WordListDetector.Shortest} characters.")
            : new(type, entries.Select(static entry => entry.Text), words);
    }
}
