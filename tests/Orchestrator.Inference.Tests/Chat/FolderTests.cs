using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Inference.Tests.Chat;

public sealed class FolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folder-chat").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_downloaded_folder_answers_text()
    {
        using var model = LocalModelLoader.Load(TinyChat.Write(_folder));
        Assert.Null(model.Confidence);
        Assert.Matches("^[0-9a-f]{64}$", model.Digest);
        var response = await model.Client.GetResponseAsync("hello", new() { MaxOutputTokens = 8, Temperature = 1, Seed = 3 });
        Assert.Equal(("<s>user: hello>".Length - 2, ChatFinishReason.Length), ((int)response.Usage!.InputTokenCount!, response.FinishReason));
        Assert.NotEmpty(response.Text);
    }

    [Fact]
    public void What_is_missing_or_contradicts_is_named_with_what_to_do()
    {
        TinyChat.Write(_folder, more: 1);
        Refused("tokenizer.json", "98 tokens", "at most 97");
        TinyChat.Write(_folder);
        File.Delete(Path.Combine(_folder, "tokenizer_config.json"));
        Refused("chat_template.jinja", "instruct");
        File.WriteAllText(Path.Combine(_folder, "chat_template.jinja"), "{% for %}");
        Refused("chat_template.jinja", "line 1, 'for'");
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), """{"model":{"type":"Unigram"}}""");
        Refused("tokenizer.json", "model of type 'Unigram'", "'vocab'");
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), """{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}""");
        Refused("tokenizer.json", "'merges' at 0", "'vocab'");
        File.Delete(Path.Combine(_folder, "tokenizer.json"));
        Refused("tokenizer.json", "missing");
    }

    [Theory]
    [InlineData("generation_config.json", "eos_token_id", "1e20")]
    [InlineData("generation_config.json", "eos_token_id", "[2, 1.5]")]
    [InlineData("generation_config.json", "eos_token_id", "-9999999999")]
    [InlineData("config.json", "model_type", "\"\\ud800\"")]
    public void A_value_that_cannot_be_is_refused_and_not_thrown_about(string file, string key, string value)
    {
        var path = Path.Combine(TinyChat.Write(_folder), file);
        var values = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(path))! : [];
        values.Remove(key);
        var rest = JsonSerializer.Serialize(values)[1..^1];
        File.WriteAllText(path, $"{{\"{key}\":{value}{(rest.Length > 0 ? "," : "")}{rest}}}");
        Refused("config.json", "Download both again");
    }

    [Fact]
    public void Pairs_are_merged_in_the_order_of_their_ranks_and_special_tokens_are_found_in_text()
    {
        var letters = "Ġ a b c d e".Split(' ');
        var vocabulary = letters.Concat(["ab", "bc", "abc", "de", "Ġa"]).Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i);
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), JsonSerializer.Serialize(new
        {
            added_tokens = new[] { new { id = 20, content = "<end>", special = true } },
            pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false },
            decoder = new { type = "ByteLevel" },
            model = new { type = "BPE", vocab = vocabulary, merges = new[] { "b c", "a b", "a bc", "d e", "Ġ a" } },
        }));
        var text = Tokenizer.Load(_folder);
        string[] Pieces(string said) => [.. text.Encode(said).Select(t => t == 20 ? "<end>" : vocabulary.Single(v => v.Value == t).Key)];
        Assert.Equal(["abc", "ab", "de"], Pieces("abcabde"));
        Assert.Equal(["Ġa", "<end>", "bc"], Pieces(" a<end>bc"));
        Assert.Equal(["abc", "Ġa"], Pieces("abc a"));
        Assert.Equal(100_000, text.Encode(new string('b', 100_000)).Count);
    }

    [Fact]
    public void A_character_is_never_told_in_halves()
    {
        // 😀 is F0 9F 98 80; as letters of the vocabulary ð Ł ĺ Ģ.
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), JsonSerializer.Serialize(new
        {
            pre_tokenizer = new { type = "ByteLevel" },
            decoder = new { type = "ByteLevel" },
            model = new { type = "BPE", vocab = new Dictionary<string, int> { ["ð"] = 0, ["Ł"] = 1, ["ĺ"] = 2, ["Ģ"] = 3 }, merges = Array.Empty<string>() },
        }));
        var text = Tokenizer.Load(_folder);
        var joiner = text.Start();
        Assert.Equal([0, 1, 2, 3], text.Encode("😀"));
        Assert.Equal(["", "", "", "😀"], new[] { 0, 1, 2, 3 }.Select(joiner.Append));
        joiner.Append(0);
        Assert.Equal("\ufffd", joiner.Finish());
    }

    private void Refused(params string[] words)
    {
        var message = Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(_folder)).Message;
        Assert.All(words, w => Assert.Contains(w, message, StringComparison.Ordinal));
    }
}
