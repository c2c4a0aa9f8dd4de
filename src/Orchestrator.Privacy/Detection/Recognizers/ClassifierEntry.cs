using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Privacy;

/// <summary>Reads a classifier of a file of recognisers: its folder, what its labels mean, and how long a text may take it.</summary>
internal sealed class ClassifierEntry(YamlKeys yaml, string folder, Func<string, ITextLabeller>? models)
{
    public const string Key = "classifier";

    private const double DefaultThreshold = 0.5;
    private const int DefaultSeconds = 2;
    private const int MostSeconds = 60;
    private static readonly string[] Keys = [Key, "description", "labels", "seconds"];
    private static readonly string[] LabelKeys = ["type", "threshold"];

    public IDetector Read(YamlNode node, string key)
    {
        var one = yaml.Mapping(node, key, Keys);
        var place = one.Children[new YamlScalarNode(Key)];
        var seconds = YamlKeys.Optional(one, "seconds") is { } limit ? Seconds(limit, $"{key}.seconds") : DefaultSeconds;
        var labels = yaml.Required(one, key, "labels");
        var types = Types(labels, $"{key}.labels");
        var model = Load(place, $"{key}.{Key}");
        foreach (var (label, (at, type)) in types)
        {
            if (!model.Labels.Contains(label, StringComparer.Ordinal))
                throw yaml.Error(at, $"{key}.labels.{label}", $"is no label of the model; it has {string.Join(", ", model.Labels)}.");
            if (FindingTypes.IsTopic(type.Type) == model.LabelsParts)
                throw yaml.Error(at, $"{key}.labels.{label}.type", model.LabelsParts
                    ? $"is '{type.Type}', and the model labels parts of sentences; types with TOPIC_ or SAFETY_ are for models that label whole ones."
                    : $"is '{type.Type}', and the model labels whole sentences; their types begin with TOPIC_ or SAFETY_.");
        }

        return new ClassifierDetector(
            $"classifier {yaml.Text(place, key)}", model, types.ToDictionary(static t => t.Key, static t => t.Value.Type, StringComparer.Ordinal), TimeSpan.FromSeconds(seconds));
    }

    private int Seconds(YamlNode node, string key) =>
        yaml.Count(node, key, 1) is var seconds && seconds <= MostSeconds ? seconds : throw yaml.Error(node, key, $"is {seconds}; expected 1 to {MostSeconds}.");

    private Dictionary<string, (YamlNode At, LabelledType Type)> Types(YamlNode node, string key)
    {
        if (node is not YamlMappingNode { Children.Count: > 0 } mapping)
            throw yaml.Error(node, key, "must be a mapping from the model's labels to what they mean, such as {HEALTH: {type: TOPIC_HEALTH, threshold: 0.8}}.");
        var types = new Dictionary<string, (YamlNode, LabelledType)>(StringComparer.Ordinal);
        foreach (var (name, value) in mapping.Children)
        {
            var label = yaml.Text(name, key);
            var meaning = yaml.Mapping(value, $"{key}.{label}", LabelKeys);
            var type = yaml.Category(yaml.Required(meaning, $"{key}.{label}", "type"), $"{key}.{label}.type");
            types[label] = (name, new(type, YamlKeys.Optional(meaning, "threshold") is { } threshold ? Threshold(threshold, $"{key}.{label}.threshold") : DefaultThreshold));
        }

        return types;
    }

    private double Threshold(YamlNode node, string key) =>
        double.TryParse(yaml.Text(node, key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var threshold) && threshold is > 0 and <= 1
            ? threshold
            : throw yaml.Error(node, key, $"is '{yaml.Text(node, key)}'; expected a number above 0 and at most 1, such as 0.8.");

    private ITextLabeller Load(YamlNode node, string key)
    {
        if (models is null)
            throw yaml.Error(node, key, "names a model, and nothing here can load one.");
        try
        {
            return models(Path.Combine(folder, yaml.Text(node, key)));
        }
        catch (InvalidDataException cause)
        {
            throw yaml.Error(node, key, $"cannot be used: {cause.Message}");
        }
    }
}
