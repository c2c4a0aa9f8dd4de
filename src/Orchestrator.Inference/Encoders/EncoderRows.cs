namespace Orchestrator.Inference.Encoders;

/// <summary>What a graph made of one text: a row for each of its tokens, or one for all.</summary>
/// <param name="numbers">The numbers, row by row; padding may follow.</param>
/// <param name="count">How many rows are the text's.</param>
/// <param name="size">How many numbers are in a row.</param>
/// <param name="ofTokens">Whether each token has a row.</param>
internal readonly ref struct EncoderRows(ReadOnlySpan<float> numbers, int count, int size, bool ofTokens)
{
    private readonly ReadOnlySpan<float> _numbers = numbers;

    public int Count { get; } = count;

    public int Size { get; } = size;

    public bool OfTokens { get; } = ofTokens;

    public ReadOnlySpan<float> this[int row] => _numbers.Slice(row * Size, Size);
}
