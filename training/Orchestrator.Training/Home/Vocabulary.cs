using YamlDotNet.Serialization;

namespace Orchestrator.Training.Home;

/// <summary>Words for slots whose values are a household's own.</summary>
internal sealed class Vocabulary
{
    readonly Dictionary<string, List<string>> _words;

    Vocabulary(Dictionary<string, List<string>> words) => _words = words;

    public static Vocabulary FromResource() => new(new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<string>>>(Resource.Text("vocabulary.yaml")));

    public void Add(string list, IEnumerable<string> values) => _words[list] = [.. values];

    private string Any(string list, Random random) => _words[list][random.Next(_words[list].Count)];

    public string Pick(string list, Random random)
    {
        var name = _words.ContainsKey(list) ? list : list.StartsWith("name.", StringComparison.Ordinal) ? "name.device" : "anything";
        var word = Any(name, random);
        var prefixed = name.StartsWith("name.", StringComparison.Ordinal) && name is not ("name.person" or "name.weather" or "name.scene" or "name.script" or "name.todo");
        return prefixed && random.NextDouble() < 0.15 ? $"{Any("name.prefix", random)} {word}" : word;
    }
}
