using YamlDotNet.Serialization;

namespace Orchestrator.Training.Home;

/// <summary>Words for slots whose values are a household's own.</summary>
internal sealed class Vocabulary
{
    readonly Dictionary<string, List<string>> _words;

    Vocabulary(Dictionary<string, List<string>> words) => _words = words;

    public static Vocabulary FromResource() => new(new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<string>>>(Resource.Text("vocabulary.yaml")));

    public void Add(string list, IEnumerable<string> values) => _words[list] = [.. values];

    public string Pick(string list, Random random)
    {
        var name = _words.ContainsKey(list) ? list : list.StartsWith("name.", StringComparison.Ordinal) ? "name.device" : "anything";
        var words = _words[name];
        return words[random.Next(words.Count)];
    }
}
