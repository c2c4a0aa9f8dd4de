namespace Orchestrator.Inference.Encoders;

/// <summary>What a graph made of one text: a row for each of its tokens, or one for all.</summary>
/// <param name="numbers">The numbers, row by row; padding may follow.</param>
/// <param name="count">How many rows are the text's.</param>
/// <param name="size">How many numbers are in a row.</param>
internal readonly ref struct EncoderRows(ReadOnlySpan<float> numbers, int count, int size)
{
    private readonly ReadOnlySpan<float> _numbers = numbers;

    public int Count { get; } = count;

    public int Size { get; } = size;

    public ReadOnlySpan<float> this[int row] => _numbers.Slice(row * Size, Size);
}
