using System.Text;
using Orchestrator.Training.Onnx.Decoders;

namespace Orchestrator.Decoders;

/// <summary>Writes a decoder of random weights as GGUF, version 3, with matrices in Q4_0 or Q8_0: blocks of 32 numbers with a half-precision scale.</summary>
internal sealed class GgufWriter(BinaryWriter writer)
{
    private const int Alignment = 32, Block = 32;
    private const uint UInt32 = 4, Float32 = 6, Text = 8, Array = 9;

    private readonly Random _random = new(1);

    public static void Write(string path, DecoderShape shape, bool four)
    {
        using var writer = new BinaryWriter(File.Create(path));
        new GgufWriter(writer).Write(shape, four);
    }

    private void Write(DecoderShape s, bool four)
    {
        var others = s.KeyValueHeads * s.Head;
        List<(string Name, int Inputs, int Outputs)> tensors = [("token_embd.weight", s.Size, s.Vocabulary)];
        for (var l = 0; l < s.Layers; l++)
        {
            tensors.AddRange(new (string Part, int Inputs, int Outputs)[]
            {
                ("attn_norm", s.Size, 0), ("attn_q", s.Size, s.Size), ("attn_k", s.Size, others), ("attn_v", s.Size, others), ("attn_output", s.Size, s.Size),
                ("ffn_norm", s.Size, 0), ("ffn_gate", s.Size, s.Hidden), ("ffn_up", s.Size, s.Hidden), ("ffn_down", s.Hidden, s.Size),
            }.Select(t => ($"blk.{l}.{t.Part}.weight", t.Inputs, t.Outputs)));
        }

        tensors.Add(("output_norm.weight", s.Size, 0));
        var numbers = new (string Key, object Value)[]
        {
            ("general.architecture", "llama"), ("general.file_type", four ? 2u : 7u), ("llama.context_length", (uint)s.Context), ("llama.embedding_length", (uint)s.Size),
            ("llama.block_count", (uint)s.Layers), ("llama.feed_forward_length", (uint)s.Hidden), ("llama.attention.head_count", (uint)s.Heads),
            ("llama.attention.head_count_kv", (uint)s.KeyValueHeads), ("llama.attention.layer_norm_rms_epsilon", s.Epsilon), ("llama.rope.dimension_count", (uint)s.Head),
            ("llama.rope.freq_base", s.RotaryBase), ("llama.vocab_size", (uint)s.Vocabulary), ("tokenizer.ggml.model", "llama"), ("tokenizer.ggml.bos_token_id", 1u), ("tokenizer.ggml.eos_token_id", 2u),
        };
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)numbers.Length + 3);
        foreach (var (key, value) in numbers)
            Entry(key, value);
        Vocabulary(s.Vocabulary);
        var offset = 0L;
        foreach (var (name, inputs, outputs) in tensors)
        {
            Said(name);
            writer.Write(outputs == 0 ? 1u : 2u);
            writer.Write((ulong)inputs);
            if (outputs > 0)
                writer.Write((ulong)outputs);
            writer.Write(outputs == 0 ? 0u : four ? 2u : 8u);
            writer.Write((ulong)offset);
            offset = Aligned(offset + Size(inputs, outputs, four));
        }

        Pad();
        foreach (var (_, inputs, outputs) in tensors)
        {
            Numbers(inputs, outputs, four);
            Pad();
        }
    }

    private void Numbers(int inputs, int outputs, bool four)
    {
        if (outputs == 0)
        {
            for (var i = 0; i < inputs; i++)
                writer.Write(1f);
            return;
        }

        var bytes = new byte[four ? Block / 2 : Block];
        var scale = (Half)(1.7f / MathF.Sqrt(inputs) / (four ? 8 : 128));
        for (var block = 0L; block < (long)inputs * outputs / Block; block++)
        {
            _random.NextBytes(bytes);
            writer.Write(BitConverter.GetBytes(scale));
            writer.Write(bytes);
        }
    }

    private void Vocabulary(int size)
    {
        Said("tokenizer.ggml.tokens");
        Head(Text, size);
        for (var i = 0; i < size; i++)
            Said(i switch { 0 => "<unk>", 1 => "<s>", 2 => "</s>", < 259 => $"<0x{i - 3:X2}>", _ => $"t{i}" });
        Said("tokenizer.ggml.scores");
        Head(Float32, size);
        for (var i = 0; i < size; i++)
            writer.Write(-(float)i);
        Said("tokenizer.ggml.token_type");
        Head(5, size);
        for (var i = 0; i < size; i++)
            writer.Write(i switch { 0 => 2, 1 or 2 => 3, < 259 => 6, _ => 1 });
    }

    private void Head(uint type, int count)
    {
        writer.Write(Array);
        writer.Write(type);
        writer.Write((ulong)count);
    }

    private void Entry(string key, object value)
    {
        Said(key);
        switch (value)
        {
            case string text:
                writer.Write(Text);
                Said(text);
                break;
            case float number:
                writer.Write(Float32);
                writer.Write(number);
                break;
            default:
                writer.Write(UInt32);
                writer.Write((uint)value);
                break;
        }
    }

    private void Said(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private void Pad() => writer.Write(new byte[Aligned(writer.BaseStream.Position) - writer.BaseStream.Position]);

    private static long Aligned(long at) => (at + Alignment - 1) / Alignment * Alignment;

    private static long Size(int inputs, int outputs, bool four) => outputs == 0 ? inputs * 4L : (long)inputs * outputs / Block * (four ? 18 : 34);
}
