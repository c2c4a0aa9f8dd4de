using Orchestrator.Training.Data;
using Orchestrator.Training.Home;
using YamlDotNet.Serialization;

namespace Orchestrator.Training.Taggers;

/// <summary>Speaks open requests (prove, explain, write, compare) from templates.</summary>
internal sealed class OpenRequests
{
    readonly List<HomeSentence> _sentences;
    readonly HomeSpeaker _speaker;

    public OpenRequests(HomeSpeaker speaker)
    {
        _speaker = speaker;
        var yaml = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<string>>>(Resource.Text("open-requests.yaml"));
        var rules = yaml.Where(y => y.Key != "requests").ToDictionary(y => y.Key, y => (SentenceTemplate)new Choice([.. y.Value.Select(SentenceTemplate.Parse)]));
        _sentences = [.. yaml["requests"].Select(t => new HomeSentence("open", "open", "open", t, SentenceTemplate.Parse(t), rules))];
    }

    public Utterance Next(Random random) => _speaker.Speak(_sentences[random.Next(_sentences.Count)], random) with { Source = "own-open-requests" };
}
