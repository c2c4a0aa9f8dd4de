namespace Orchestrator;

/// <summary>A piece of a model's answer. The last of a sound stream is <see cref="ModelEnded"/>.</summary>
public abstract record ModelUpdate;
