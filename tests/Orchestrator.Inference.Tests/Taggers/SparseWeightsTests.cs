using CsCheck;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests.Taggers;

public sealed class SparseWeightsTests
{
    private const int Outputs = 200;

    private static readonly Gen<Dictionary<uint, IReadOnlyList<(byte Output, float Weight)>>> Tables =
        Gen.Dictionary(Gen.UInt, Gen.Select(Gen.Byte[0, Outputs - 1], Gen.Float[-3, 3]).Array[1, 256].Select(r => (IReadOnlyList<(byte, float)>)r))[0, 20];

    [Fact]
    public void What_was_written_is_read_to_within_half_a_step() => Tables.Sample(table =>
    {
        ReadOnlySpan<byte> bytes = Written(table);
        var read = SparseWeights.Read(ref bytes, Outputs);

        Assert.True(bytes.IsEmpty);
        var step = table.Values.SelectMany(r => r).Select(w => Math.Abs(w.Weight)).DefaultIfEmpty(0).Max() / 127;
        foreach (var (feature, row) in table)
        {
            var scores = new float[Outputs];
            read.Add(feature, 2, scores);
            for (var o = 0; o < Outputs; o++)
                Assert.Equal(2 * row.Where(w => w.Output == o).Sum(w => w.Weight), scores[o], (1.01f * step * row.Count(w => w.Output == o)) + 1e-3f);
        }
    }, iter: 100);

    [Fact]
    public void A_feature_that_was_never_met_says_nothing() => Gen.Select(Tables, Gen.UInt).Where((table, feature) => !table.ContainsKey(feature)).Sample((table, feature) =>
    {
        ReadOnlySpan<byte> bytes = Written(table);
        var scores = new float[Outputs];

        SparseWeights.Read(ref bytes, Outputs).Add(feature, 1, scores);

        Assert.All(scores, s => Assert.Equal(0, s));
    }, iter: 50);

    [Fact]
    public void Bytes_that_are_cut_off_are_refused_wherever_they_end() => Gen.Select(Tables, Gen.Double[0, 1]).Sample((table, where) =>
    {
        var bytes = Written(table);

        Assert.Throws<FormatException>(() => Read(bytes[..(int)(where * (bytes.Length - 1))], Outputs));
    }, iter: 100);

    [Fact]
    public void Any_other_bytes_are_read_or_refused_and_nothing_else() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        try
        {
            Read(bytes, Outputs).Add(7, 1, new float[Outputs]);
        }
        catch (FormatException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }, iter: 500);

    [Fact]
    public void An_output_that_there_is_not_is_refused_by_its_number()
    {
        var bytes = Written(new() { [5] = [(9, 1f)] });

        var refusal = Assert.Throws<FormatException>(() => Read(bytes, 9));

        Assert.Contains("output 9, and there are 9", refusal.Message, StringComparison.Ordinal);
    }

    private static SparseWeights Read(byte[] bytes, int outputs)
    {
        ReadOnlySpan<byte> left = bytes;
        return SparseWeights.Read(ref left, outputs);
    }

    private static byte[] Written(Dictionary<uint, IReadOnlyList<(byte Output, float Weight)>> table)
    {
        using var bytes = new MemoryStream();
        using var file = new BinaryWriter(bytes);
        SparseWeights.Write(file, table);
        file.Flush();
        return bytes.ToArray();
    }
}
