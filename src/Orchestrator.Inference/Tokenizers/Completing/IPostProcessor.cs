namespace Orchestrator.Inference.Tokenizers.Completing;

/// <summary>Frames the tokens of one or two texts as the model expects. Thread-safe.</summary>
internal interface IPostProcessor
{
    /// <summary>Takes the parts of a sequence and gives those that it becomes, with the tokens that frame them or without.</summary>
    List<List<Token>> Apply(List<List<Token>> parts, bool special);

    /// <summary>How many tokens it adds to so many texts.</summary>
    int Added(int texts);
}
