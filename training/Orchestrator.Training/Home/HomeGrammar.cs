using YamlDotNet.Serialization;

namespace Orchestrator.Training.Home;

/// <summary>Reads Home Assistant's sentence files, and ours in the same form.</summary>
internal sealed class HomeGrammar
{
    readonly Dictionary<string, SentenceTemplate> _rules = [];
    readonly Dictionary<string, HomeList> _lists = [];
    readonly List<HomeSentence> _sentences = [];

    public IReadOnlyDictionary<string, SentenceTemplate> Rules => _rules;

    public IReadOnlyDictionary<string, HomeList> Lists => _lists;

    public IReadOnlyList<HomeSentence> Sentences => _sentences;

    public static HomeGrammar Read(string folder)
    {
        var grammar = new HomeGrammar();
        var files = Directory.GetFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        grammar.ReadCommon(Yaml(File.ReadAllText(files.Single(f => Path.GetFileName(f) == "_common.yaml"))));
        foreach (var file in files.Where(f => Path.GetFileName(f) != "_common.yaml"))
        {
            var yaml = Yaml(File.ReadAllText(file));
            var stem = Path.GetFileNameWithoutExtension(file);
            var domain = stem.Contains("_Hass", StringComparison.Ordinal) ? stem[..stem.IndexOf("_Hass", StringComparison.Ordinal)] : "homeassistant";
            if (Map(yaml, "intents") is { } intents)
            {
                foreach (var (intent, body) in intents)
                    grammar.Add((string)intent, domain, (Dictionary<object, object>)body);
            }
            else if (yaml.ContainsKey("data"))
            {
                grammar.Add(Path.GetFileName(Path.GetDirectoryName(file)!), "homeassistant", yaml);
            }
        }

        return grammar;
    }

    /// <summary>Adds sentences from text: label, then domain, then a list of templates; and rules that the common file leaves out.</summary>
    public void AddOwn(string text)
    {
        var yaml = Yaml(text);
        ReadRules(yaml);
        foreach (var (label, body) in yaml.Where(y => (string)y.Key != "expansion_rules"))
        {
            foreach (var (domain, templates) in (Dictionary<object, object>)body)
            {
                foreach (var template in ((List<object>)templates).Cast<string>())
                    _sentences.Add(new HomeSentence(((string)label).Split('/')[0], (string)label, (string)domain, template, SentenceTemplate.Parse(template), new Dictionary<string, SentenceTemplate>()));
            }
        }
    }

    void ReadCommon(Dictionary<object, object> yaml)
    {
        ReadRules(yaml);
        foreach (var (name, body) in Map(yaml, "lists")!)
            _lists[(string)name] = HomeList.Read((Dictionary<object, object>)body);
    }

    void ReadRules(Dictionary<object, object> yaml)
    {
        foreach (var (name, template) in Map(yaml, "expansion_rules") ?? [])
            _rules.TryAdd((string)name, SentenceTemplate.Parse((string)template));
    }

    void Add(string intent, string fileDomain, Dictionary<object, object> body)
    {
        foreach (var item in ((List<object>)body["data"]).Cast<Dictionary<object, object>>())
        {
            var local = new Dictionary<string, SentenceTemplate>();
            foreach (var (name, template) in Map(item, "expansion_rules") ?? [])
                local[(string)name] = SentenceTemplate.Parse((string)template);
            var domain = DomainOf(item) ?? fileDomain;
            foreach (var text in ((List<object>)item["sentences"]).Cast<string>())
                _sentences.Add(new HomeSentence(intent, HomeLabels.Of(intent, domain, text), domain, text, SentenceTemplate.Parse(text), local));
        }
    }

    static string? DomainOf(Dictionary<object, object> item)
    {
        if (item.TryGetValue("inferred_domain", out var inferred))
            return (string)inferred;
        foreach (var part in new[] { "slots", "requires_context" })
        {
            if (Map(item, part) is { } map && map.TryGetValue("domain", out var domain))
                return domain is List<object> several ? (string)several[0] : (string)domain;
        }

        return item.TryGetValue("name_domains", out var names) ? (string)((List<object>)names)[0] : null;
    }

    static Dictionary<object, object>? Map(Dictionary<object, object> yaml, string key) =>
        yaml.TryGetValue(key, out var value) ? value as Dictionary<object, object> : null;

    static Dictionary<object, object> Yaml(string text) => new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(text);
}
