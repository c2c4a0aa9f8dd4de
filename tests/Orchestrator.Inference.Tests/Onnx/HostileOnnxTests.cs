using System.Text;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Onnx;

namespace Orchestrator.Inference.Tests.Onnx;

/// <summary>Files that no exporter writes. Who reads them refuses them; nothing worse comes of it.</summary>
public sealed class HostileOnnxTests : IDisposable
{
    private const int Graph = 7, Node = 1, Attribute = 5, Branch = 6, Weights = 5, Dimension = 1, Name = 8, External = 13;

    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("onnx-").FullName, "model.onnx");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public void Branches_within_branches_are_followed_only_so_deep()
    {
        var fields = new List<int>();
        for (var i = 0; i < 20_000; i++)
            fields.AddRange([Node, Attribute, Branch]);
        Assert.Contains("nested", Refused(Nested([Graph, .. fields])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("offset", "ten")]
    [InlineData("offset", "-1")]
    [InlineData("length", "99999999999999999999")]
    [InlineData("offset", "9223372036854775807")]
    public void Weights_at_a_place_that_cannot_be(string key, string value) =>
        Refused(Within(Graph, Within(Weights, [.. Number(Dimension, 8), .. Within(2, []), .. Within(Name, "w"u8.ToArray()), .. Entry("location", "model.onnx"), .. Entry("length", "8"), .. Entry(key, value)])));

    [Theory]
    [InlineData(-3)]
    [InlineData(long.MaxValue / 2)]
    public void Weights_of_a_shape_that_cannot_be(long size) =>
        Refused(Within(Graph, Within(Weights, [.. Number(Dimension, size), .. Number(Dimension, 8), .. Entry("location", "model.onnx")])));

    private string Refused(byte[] file)
    {
        File.WriteAllBytes(_file, file);
        var message = Assert.Throws<ModelLoadException>(() => OnnxReader.Read(_file)).Message;
        Assert.Contains(_file, message, StringComparison.Ordinal);
        return message;
    }

    private static byte[] Entry(string key, string value) => Within(External, [.. Within(1, Encoding.UTF8.GetBytes(key)), .. Within(2, Encoding.UTF8.GetBytes(value))]);

    // The heads of all, from the innermost out, without copying what is within at each.
    private static byte[] Nested(IReadOnlyList<int> fields)
    {
        var (heads, length) = (new Stack<byte[]>(), 0);
        for (var i = fields.Count - 1; i >= 0; i--)
        {
            byte[] head = [.. Varint((ulong)(fields[i] << 3 | 2)), .. Varint((ulong)length)];
            heads.Push(head);
            length += head.Length;
        }

        return [.. heads.SelectMany(h => h)];
    }

    private static byte[] Within(int field, byte[] content) => [.. Varint((ulong)(field << 3 | 2)), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)(field << 3)), .. Varint((ulong)value)];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
