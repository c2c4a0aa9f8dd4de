using System.Text.Json.Nodes;
using CsCheck;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Tests.Chat;

/// <summary>Whatever somebody does to the files beside the weights: the folder is loaded, or refused in the words for it.</summary>
public sealed class DamagedFolderTests : IDisposable
{
    private static readonly string[] s_files = ["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"];
    private static readonly string[] s_odd = ["null", "true", "-1", "0", "1", "1.5", "1e300", "99999999999", "\"\"", "\"x\"", "\"(\"", "\"{{\"", "[]", "{}", "[null]", "{\"a\":null}", "\"\\u0000\""];

    private readonly string _folder = Directory.CreateTempSubdirectory("damaged").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_value_that_is_another_in_any_of_its_files()
    {
        TinyChat.Write(_folder);
        var sound = s_files.Where(f => File.Exists(Path.Combine(_folder, f))).ToDictionary(f => f, f => File.ReadAllText(Path.Combine(_folder, f)));
        var gen = Gen.Select(Gen.Int[0, sound.Count - 1].Select(i => sound.Keys.ElementAt(i)), Gen.Int[0, 100_000], Gen.Int[0, s_odd.Length - 1].Select(i => s_odd[i]));
        gen.Sample((file, place, odd) =>
        {
            File.WriteAllText(Path.Combine(_folder, file), Changed(sound[file], place, odd));
            try
            {
                using var model = LocalModelLoader.Load(_folder);
            }
            catch (ModelLoadException)
            {
                // Refused.
            }
            finally
            {
                File.WriteAllText(Path.Combine(_folder, file), sound[file]);
            }
        }, iter: 60, threads: 1);
    }

    private static string Changed(string json, int place, string odd)
    {
        var root = JsonNode.Parse(json)!;
        var places = Places(root).Where(p => p.Depth < 3 || place % 50 == 0).ToList();
        var (parent, key, _) = places[place % places.Count];
        var value = JsonNode.Parse(odd);
        if (parent is JsonObject map)
            map[(string)key] = value;
        else
            parent.AsArray()[(int)key] = value;
        return root.ToJsonString();
    }

    private static IEnumerable<(JsonNode Parent, object Key, int Depth)> Places(JsonNode node, int depth = 0)
    {
        var children = node switch
        {
            JsonObject map => map.Select(p => ((object)p.Key, p.Value)),
            JsonArray list => list.Select((v, i) => ((object)i, v)),
            _ => [],
        };
        foreach (var (key, value) in children)
        {
            yield return (node, key, depth);
            foreach (var inner in value is null ? [] : Places(value, depth + 1))
                yield return inner;
        }
    }
}
