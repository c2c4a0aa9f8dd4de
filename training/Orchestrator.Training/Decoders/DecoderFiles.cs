using System.Text.Json;
using Orchestrator.Training.Data;
using Orchestrator.Training.Taggers;

namespace Orchestrator.Training.Decoders;

/// <summary>Writes the turns that the decoders learn from as tokens, with where the user's words and the answer begin.</summary>
internal sealed class DecoderFiles
{
    public const int Vocabulary = 3072, LongestUser = 600;

    private const int CommandsEach = 44_000, AnswersEach = 16_000, Longest = 400;

    private readonly ChatTokenizer _tokens;
    private readonly Dictionary<string, int[]> _lines = new(StringComparer.Ordinal);

    private DecoderFiles(ChatTokenizer tokens) => _tokens = tokens;

    public static void Write(TaggerPlan commands, TaggerPlan answers, ExampleFilter filter, int variations, int seed, string folder)
    {
        var random = new Random(seed);
        var maker = new TurnMaker(commands, answers);
        var turns = Enumerable.Range(0, variations).SelectMany(_ => Epoch(commands, CommandsEach).Concat(Epoch(answers, AnswersEach))).ToList();
        ChatTokenizer.Learn(turns.Take(turns.Count / variations).SelectMany(t => t.Tools.Select(x => x.Line).Append(t.User).Append(t.Answer)), Vocabulary, folder);
        var files = new DecoderFiles(ChatTokenizer.Read(folder));
        var watched = Held(commands, answers, maker, calibration: true);
        var train = files.Part(turns, Path.Combine(folder, "train"));
        files.Part(watched, Path.Combine(folder, "watch"));
        File.WriteAllText(Path.Combine(folder, "meta.json"), JsonSerializer.Serialize(new
        {
            vocabulary = Vocabulary,
            train,
            pad = files._tokens.Mark(ChatTokenizer.Pad),
            end = files._tokens.Mark(ChatTokenizer.End),
            pass = files._tokens.Mark(ChatTokenizer.Pass),
            prepared = (int)TurnKind.Prepared,
        }));
        Console.WriteLine($"decoders: {train} turns in {variations} variations, {watched.Count} to watch: {string.Join(", ", turns.GroupBy(t => t.Kind).OrderBy(g => g.Key).Select(g => $"{g.Key} {g.Count()}"))}");

        IEnumerable<Turn> Epoch(TaggerPlan plan, int count)
        {
            var texts = plan.Epoch(random).ToArray();
            random.Shuffle(texts);
            return texts.Take(count).Select(u => plan.NotMine.Contains(u.Label) && u.Text.Length > 120 ? u : plan.Augmentation.Vary(u, random))
                .Where(u => u.Text.Length > 0 && filter.Allows(u.Text) && !HeldOut.Contains(u.Text)).Select(u => maker.Make(Owned(u, plan), random)).OfType<Turn>();
        }

        // A label of the answering model is a stranger to the commands; what its own set calls it tells the answer.
        Utterance Owned(Utterance text, TaggerPlan plan) => ReferenceEquals(plan, commands) || text.Source == "own-sentences" || text.Label == IntentTable.Unknown ? text : text with { Label = IntentTable.None };
    }

    /// <summary>Turns of the texts that no training saw: the half that calibrates, or the half that is judged.</summary>
    public static List<Turn> Held(TaggerPlan commands, TaggerPlan answers, TurnMaker maker, bool calibration)
    {
        var random = new Random(calibration ? 5 : 6);
        // The answering plan's own texts, but only those that the commands' plan does not hold already.
        var texts = commands.HeldOut.Concat(answers.HeldOut.Where(u => u.Source is "clinc150" or "banking77" && HeldOut.Contains(u)).Select(u => u with { Label = IntentTable.None })).DistinctBy(u => u.Text);
        return [.. texts.Where(u => HeldOut.IsForCalibration(u) == calibration && u.Text.Length > 0).Select(u => maker.Make(u, random)).OfType<Turn>().Where(t => t.Kind != TurnKind.Report)];
    }

    private int Part(IEnumerable<Turn> turns, string path)
    {
        using var tokens = new BinaryWriter(File.Create(path + ".tokens.u16"));
        using var lengths = new BinaryWriter(File.Create(path + ".lengths.u16"));
        using var users = new BinaryWriter(File.Create(path + ".users.u16"));
        using var answers = new BinaryWriter(File.Create(path + ".answers.u16"));
        using var kinds = new BinaryWriter(File.Create(path + ".kinds.u8"));
        var count = 0;
        foreach (var turn in turns)
        {
            var ids = new List<int> { _tokens.Mark(ChatTokenizer.Tools) };
            foreach (var tool in turn.Tools)
                ids.AddRange(Line(tool));
            ids.Add(_tokens.Mark(ChatTokenizer.User));
            var user = ids.Count;
            _tokens.Encode(turn.User[..Math.Min(turn.User.Length, LongestUser)], ids);
            if (turn.Report is not null)
            {
                ids.Add(_tokens.Mark(ChatTokenizer.Tool));
                _tokens.Encode(turn.Report, ids);
            }

            ids.Add(_tokens.Mark(ChatTokenizer.Assistant));
            var answer = ids.Count;
            Answer(turn, ids);
            ids.Add(_tokens.Mark(ChatTokenizer.End));
            if (ids.Count > Longest)
                continue;
            ids.ForEach(i => tokens.Write((ushort)i));
            lengths.Write((ushort)ids.Count);
            users.Write((ushort)user);
            answers.Write((ushort)answer);
            kinds.Write((byte)turn.Kind);
            count++;
        }

        return count;
    }

    private void Answer(Turn turn, List<int> ids)
    {
        switch (turn.Kind)
        {
            case TurnKind.Call:
                ids.Add(_tokens.Mark(ChatTokenizer.Open));
                _tokens.Encode(turn.Answer, ids);
                ids.Add(_tokens.Mark(ChatTokenizer.Close));
                break;
            case TurnKind.Pass:
                ids.Add(_tokens.Mark(ChatTokenizer.Pass));
                break;
            case TurnKind.Report:
                _tokens.Encode($"The tool reported: {turn.Report}", ids);
                break;
            default:
                _tokens.Encode(turn.Answer, ids);
                break;
        }
    }

    private int[] Line(DeclaredTool tool)
    {
        if (_lines.TryGetValue(tool.Line, out var known))
            return known;
        var ids = new List<int>();
        _tokens.Encode(tool.Line, ids);
        return _lines.Count < 200_000 ? _lines[tool.Line] = [.. ids] : [.. ids];
    }
}
