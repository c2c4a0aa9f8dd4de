using System.Text.Json;
using Orchestrator.Inference.Tests.Decoders;

namespace Orchestrator.Inference.Tests.Chat;

/// <summary>A whole folder as it is downloaded, with random weights: what is missing from <see cref="TinyDecoder"/> to chat.</summary>
internal static class TinyChat
{
    public const string Template = "{% for m in messages %}{{ bos_token }}{{ m.role }}: {{ m.content }}{% endfor %}{% if add_generation_prompt %}>{% endif %}";

    public static string Write(string folder, int more = 0)
    {
        TinyDecoder.Write(folder, inPlace: true);
        var vocabulary = Enumerable.Range(0, 94 + more).ToDictionary(i => i switch { 0 => "Ġ", < 94 => ((char)(' ' + i)).ToString(), _ => $"more{i}" }, i => i + 3);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), JsonSerializer.Serialize(new
        {
            added_tokens = new[] { new { id = 0, content = "<s>", special = true }, new { id = 1, content = "<tool>", special = false }, new { id = 2, content = "</s>", special = true } },
            pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false, use_regex = true },
            decoder = new { type = "ByteLevel" },
            model = new { type = "BPE", vocab = vocabulary, merges = Array.Empty<string>() },
        }));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), JsonSerializer.Serialize(new { bos_token = new { content = "<s>" }, eos_token = "</s>", chat_template = Template }));
        return folder;
    }
}
