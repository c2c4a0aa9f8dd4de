using System.Globalization;

namespace Orchestrator.StandIn.Faults;

/// <summary>
/// A fault asked for by the model's name, after a <c>#</c>: <c>orchestrator-stand-in#status-503</c>, <c>#delay-200</c>,
/// <c>#chunk-delay-50</c>, <c>#cut-3</c>, <c>#stall-3</c>, <c>#stream-error-3</c>, <c>#garbage</c>.
/// </summary>
internal static class FaultName
{
    /// <summary>Splits a model's name; false when it is not the stand-in or its fault is unknown.</summary>
    public static bool TryRead(string model, out Fault? fault)
    {
        fault = null;
        var mark = model.IndexOf('#', StringComparison.Ordinal);
        if ((mark < 0 ? model : model[..mark]) != StandInModel.Id)
            return false;
        if (mark < 0)
            return true;
        fault = Parse(model[(mark + 1)..]);
        return fault is not null;
    }

    private static Fault? Parse(string name)
    {
        if (name == "garbage")
            return new() { Garbage = true };
        var dash = name.LastIndexOf('-');
        if (dash < 0 || !int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return null;
        var fault = name[..dash] switch
        {
            "status" => new Fault { Status = value },
            "delay" => new() { DelayMs = value },
            "chunk-delay" => new() { ChunkDelayMs = value },
            "cut" => new() { CutAfterChunks = value },
            "stall" => new() { StallAfterChunks = value },
            "stream-error" => new() { ErrorInStream = value },
            _ => null,
        };
        return fault?.Problem() is null ? fault : null;
    }
}
