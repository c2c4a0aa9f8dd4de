using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Training.Cascade;

/// <summary>A line of a file of answers: what a model's tokens say of its answer, and whether it was right.</summary>
/// <param name="Domain">Its <see cref="AnswerDomain"/>.</param>
/// <param name="Signals">Its <see cref="AnswerSignals"/>.</param>
/// <param name="Right">Whether it was right.</param>
/// <param name="Agrees">Whether another model gave the same answer; null where none was asked.</param>
internal sealed record JudgedAnswer(string Domain, double[] Signals, bool Right, bool? Agrees = null)
{
    public static List<JudgedAnswer> Read(string file) =>
        [.. File.ReadLines(file).Where(l => l.Length > 0).Select((l, i) =>
        {
            var answer = JsonSerializer.Deserialize(l, JudgedAnswerJson.Default.JudgedAnswer);
            return answer?.Signals.Length == AnswerSignals.Count ? answer : throw new InvalidDataException($"'{file}', line {i + 1}: expected {AnswerSignals.Count} signals of version {AnswerSignals.Version}.");
        })];

    public static void Write(string file, IEnumerable<JudgedAnswer> answers) => File.WriteAllLines(file, answers.Select(a => JsonSerializer.Serialize(a, JudgedAnswerJson.Default.JudgedAnswer)));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JudgedAnswer))]
internal sealed partial class JudgedAnswerJson : JsonSerializerContext;
