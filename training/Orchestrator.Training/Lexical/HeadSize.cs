namespace Orchestrator.Training.Lexical;

/// <summary>How many weights a head may have: together with the network it must stay below four megabytes.</summary>
internal sealed record HeadSize(int IntentWeights, int TagWeights);
