namespace Orchestrator.StandIn;

/// <summary>What the stand-in calls itself, in every place where a client could take it for a model.</summary>
internal static class StandInModel
{
    public const string Id = "orchestrator-stand-in";
    public const string Owner = "orchestrator-stand-in (not a model)";
    public const string Fingerprint = "stand-in";
}
