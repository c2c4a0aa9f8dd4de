using Orchestrator.Inference.Taggers;
using YamlDotNet.Serialization;

namespace Orchestrator.Training.Taggers;

/// <summary>Reads fixed phrases and reviewed answers.</summary>
internal static class AnswerBook
{
    public static TaggerAnswers Read(string resource)
    {
        var yaml = new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, string>>>(Resource.Text(resource));
        return new TaggerAnswers
        {
            Phrases = Tidy(yaml["phrases"]),
            Answers = yaml.TryGetValue("answers", out var answers) ? Tidy(answers) : new Dictionary<string, string>(),
            Certain = yaml.GetValueOrDefault("certain")?.ToDictionary(t => t.Key, t => (IReadOnlyList<string>)t.Value.Split(';', StringSplitOptions.TrimEntries)),
        };
    }

    static Dictionary<string, string> Tidy(Dictionary<string, string> texts) => texts.ToDictionary(t => t.Key, t => t.Value.Trim());
}
