using System.Text.Json;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Taggers;

/// <summary>
/// Writes what a tagger learns from as plain arrays: words as numbers of rows in a table of their hashed features, tags, labels.
/// Splitting and hashing are the runtime's own, so that the trainer needs neither.
/// </summary>
internal sealed class TaggerFiles
{
    private const byte NoTag = 255;
    private const short NoLabel = -1;

    /// <summary>A teacher's table may be larger: it does not ship.</summary>
    private const int TeacherBuckets = 65_000;

    private readonly TaggerPlan _plan;
    private readonly Dictionary<string, int> _tags, _words = new(StringComparer.Ordinal), _topics = new(StringComparer.Ordinal);

    private TaggerFiles(TaggerPlan plan)
    {
        _plan = plan;
        _tags = SlotTags.Numbers(plan.Labels.Tags);
    }

    public static void Write(TaggerPlan plan, ExampleFilter filter, int epochs, int seed, string folder)
    {
        Directory.CreateDirectory(folder);
        var files = new TaggerFiles(plan);
        var random = new Random(seed);
        var train = files.Part(Enumerable.Range(0, epochs).SelectMany(_ => Varied(plan, filter, random)), Path.Combine(folder, "train"), plan.Crop);
        // The trainer watches the half that calibrates; what is judged stays unseen until the end.
        var held = plan.HeldOut.Where(HeldOut.IsForCalibration).ToList();
        files.Part(held, Path.Combine(folder, "watch"), plan.MaxTokens);
        files.Table(Path.Combine(folder, "words"));
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        File.WriteAllText(Path.Combine(folder, "meta.json"), JsonSerializer.Serialize(new
        {
            buckets = plan.Buckets,
            teacherBuckets = TeacherBuckets,
            perToken = TokenFeatures.PerToken,
            words = files._words.Count + 1,
            epochs,
            train,
            intents = plan.Labels.Intents.Count,
            tags = plan.Labels.Tags.Count,
            topics = files._topics.Count,
            groups = plan.Labels.Intents.Select(i => numbers.TryGetValue(i.Group, out var n) ? n : numbers[i.Group] = numbers.Count),
            own = plan.Labels.Intents.Select(i => i.Kind is IntentKind.Command or IntentKind.Answer),
            none = plan.Labels.Intents.Count - 1,
            watchSources = held.Select(u => u.Source),
        }));
        Console.WriteLine($"{plan.Name}: {train} texts in {epochs} variations, {held.Count} to watch, {files._words.Count} words, {files._topics.Count} topics, {plan.Labels.Intents.Count} classes, {plan.Labels.Tags.Count} tags");
    }

    /// <summary>One pass over the plan's texts, varied; none that is held out, however it came about.</summary>
    public static IEnumerable<Utterance> Varied(TaggerPlan plan, ExampleFilter filter, Random random) => plan.Epoch(random)
        .Select(u => plan.NotMine.Contains(u.Label) && u.Text.Length > 120 ? u : plan.Augmentation.Vary(u, random))
        .Where(u => filter.Allows(u.Text) && !HeldOut.Contains(u.Text));

    private int Part(IEnumerable<Utterance> texts, string path, int crop)
    {
        using var words = new BinaryWriter(File.Create(path + ".words.i32"));
        using var tags = new BinaryWriter(File.Create(path + ".tags.u8"));
        using var lengths = new BinaryWriter(File.Create(path + ".lengths.u8"));
        using var labels = new BinaryWriter(File.Create(path + ".labels.i16"));
        using var topics = new BinaryWriter(File.Create(path + ".topics.i16"));
        var count = 0;
        foreach (var text in texts)
        {
            var tokens = new List<TextToken>();
            TextTokens.Split(text.Text, tokens, crop);
            if (tokens.Count == 0)
                continue;
            var tagged = _tags.Count > 0 && !_plan.NotMine.Contains(text.Label) && text.Label != IntentTable.Unknown;
            for (var t = 0; t < tokens.Count; t++)
            {
                words.Write(Number(_words, text.Text.Substring(tokens[t].Start, tokens[t].Length)) + 1);
                tags.Write(tagged ? (byte)SlotTags.At(text.Slots, tokens, t, _tags) : NoTag);
            }

            lengths.Write((byte)tokens.Count);
            labels.Write(text.Label == IntentTable.Unknown ? NoLabel : (short)_plan.ClassOf[text.Label]);
            topics.Write(text.Topic is { } topic && _plan.Topics.Contains(topic) ? (short)Number(_topics, topic) : NoLabel);
            count++;
        }

        return count;
    }

    private void Table(string path)
    {
        foreach (var (buckets, name) in new[] { (_plan.Buckets, ".student.u16"), (TeacherBuckets, ".teacher.u16") })
        {
            using var table = new BinaryWriter(File.Create(path + name));
            var ids = new long[TokenFeatures.PerToken];
            Array.ForEach(ids, _ => table.Write((ushort)0));
            foreach (var word in _words.OrderBy(w => w.Value))
            {
                TokenFeatures.Hash(word.Key, ids, buckets);
                Array.ForEach(ids, i => table.Write((ushort)i));
            }
        }
    }

    private static int Number(Dictionary<string, int> known, string text) => known.TryGetValue(text, out var n) ? n : known[text] = known.Count;
}
