namespace Orchestrator.Training.Onnx.Decoders;

/// <summary>Writes weights and what multiplies by them, in one of the formats.</summary>
internal sealed class Projections(OnnxType type, DecoderForm form)
{
    private int Bits => form.Format == WeightFormat.Int4 ? 4 : 8;

    /// <summary>Numbers as all that flows has them.</summary>
    public string Floats(OnnxGraph graph, long[] shape, float[] values) =>
        type == OnnxType.Half ? graph.Weight<Half>(type, shape, Array.ConvertAll(values, v => (Half)v)) : graph.Floats(shape, values);

    /// <summary>Keeps a matrix of inputs by outputs.</summary>
    public string[] Weight(OnnxGraph graph, float[] matrix, int rows, int columns) => form.Format switch
    {
        WeightFormat.Int8 => Columns(graph, matrix, rows, columns),
        WeightFormat.Int8Blocks or WeightFormat.Int4 => Blocks(graph, columns, rows, (column, row) => matrix[(long)row * columns + column]),
        _ => [Floats(graph, [rows, columns], matrix)],
    };

    /// <summary>Keeps the transpose of a table, such as the embeddings as a head.</summary>
    public string[] Transposed(OnnxGraph graph, float[] table, int rows, int columns)
    {
        if (form.Format is WeightFormat.Int8Blocks or WeightFormat.Int4)
            return Blocks(graph, columns, rows, (column, row) => table[(long)column * rows + row]);
        var matrix = new float[table.LongLength];
        for (var column = 0; column < columns; column++)
        {
            for (var row = 0; row < rows; row++)
                matrix[(long)row * columns + column] = table[(long)column * rows + row];
        }

        return Weight(graph, matrix, rows, columns);
    }

    /// <summary>Multiplies by a kept matrix.</summary>
    public string Multiply(OnnxGraph graph, string input, int rows, int columns, string[] weight)
    {
        switch (form.Format)
        {
            case WeightFormat.Int8:
                var (bytes, scale, zero) = (graph.Name("bytes"), graph.Name("scale"), graph.Name("zero"));
                graph.Node("DynamicQuantizeLinear", [input], [bytes, scale, zero]);
                var product = graph.Op("Cast", [graph.Op("MatMulInteger", [bytes, weight[0], zero])], ("to", (int)OnnxType.Float));
                return graph.Op("Mul", [product, graph.Op("Mul", [scale, weight[1]])]);
            case WeightFormat.Int8Blocks or WeightFormat.Int4:
                return graph.Op(OnnxGraph.Microsoft, "MatMulNBits", [input, .. weight], ("K", rows), ("N", columns), ("bits", Bits), ("block_size", form.Block), ("accuracy_level", form.Accuracy));
            default:
                return graph.Op("MatMul", [input, .. weight]);
        }
    }

    /// <summary>Looks tokens up in a table.</summary>
    public string Embed(OnnxGraph graph, string tokens, float[] table, DecoderShape shape)
    {
        if (form.EmbeddingBits == 32 || type == OnnxType.Half)
            return graph.Op("Gather", [Floats(graph, [shape.Vocabulary, shape.Size], table), tokens]);
        var (values, scales) = BlockQuantizer.Quantize(shape.Vocabulary, shape.Size, form.EmbeddingBits, form.Block, (token, i) => table[(long)token * shape.Size + i]);
        var blocks = (shape.Size + form.Block - 1) / form.Block;
        var (line, filled) = (shape.Size * form.EmbeddingBits / 8, blocks * form.Block * form.EmbeddingBits / 8);

        // Unlike a product, a lookup has no place for what fills up a line's last block.
        if (line < filled)
            values = [.. values.Chunk(filled).SelectMany(l => l.Take(line))];
        return graph.Op(
            OnnxGraph.Microsoft,
            "GatherBlockQuantized",
            [graph.Weight<byte>(OnnxType.UInt8, [shape.Vocabulary, shape.Size * form.EmbeddingBits / 8], values), tokens, graph.Floats([shape.Vocabulary, blocks], scales)],
            ("gather_axis", 0), ("quantize_axis", 1), ("block_size", form.Block), ("bits", form.EmbeddingBits));
    }

    private static string[] Columns(OnnxGraph graph, float[] matrix, int rows, int columns)
    {
        var (bytes, scales) = (new sbyte[matrix.LongLength], new float[columns]);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                scales[column] = MathF.Max(scales[column], MathF.Abs(matrix[(long)row * columns + column]) / 127);
        }

        for (long i = 0; i < bytes.LongLength; i++)
            bytes[i] = (sbyte)Math.Clamp(MathF.Round(matrix[i] / MathF.Max(scales[i % columns], float.Epsilon)), -127, 127);
        return [graph.Bytes([rows, columns], bytes), graph.Floats([columns], scales)];
    }

    private string[] Blocks(OnnxGraph graph, int columns, int rows, Func<int, int, float> at)
    {
        var (values, scales) = BlockQuantizer.Quantize(columns, rows, Bits, form.Block, at);
        var blocks = (rows + form.Block - 1) / form.Block;
        return [graph.Weight<byte>(OnnxType.UInt8, [columns, blocks, form.Block * Bits / 8], values), graph.Floats([(long)columns * blocks], scales)];
    }
}
