namespace Orchestrator.Inference.Tests.Taggers;

/// <summary>
/// The example prompts and paraphrases of them. They stand here and nowhere else: training data never holds the examples,
/// and the paraphrases were written after training.
/// </summary>
public sealed class ExampleTests
{
    [Theory]
    [MemberData(nameof(Paraphrases.Lights), MemberType = typeof(Paraphrases))]
    public void A_command_is_the_nano_models(string text)
    {
        var result = ShippedModels.Nano.Tag(text);

        Assert.True(result.IsMine, $"{result.Intent} {result.Confidence:F2}");
        Assert.Equal("light-off", result.Group);
    }

    [Theory]
    [MemberData(nameof(Paraphrases.Charged), MemberType = typeof(Paraphrases))]
    public void A_double_charge_is_the_mini_models_and_not_the_nano_models(string text)
    {
        var result = ShippedModels.Mini.Tag(text);

        Assert.True(result.IsMine, $"{result.Intent} {result.Confidence:F2}");
        Assert.Equal("transaction_charged_twice", result.Intent);
        Assert.False(ShippedModels.Nano.Tag(text).IsMine);
    }

    [Theory]
    [MemberData(nameof(Paraphrases.Proofs), MemberType = typeof(Paraphrases))]
    public void A_proof_is_neither_models(string text)
    {
        Assert.False(ShippedModels.Nano.Tag(text).IsMine);
        Assert.False(ShippedModels.Mini.Tag(text).IsMine);
    }
}
