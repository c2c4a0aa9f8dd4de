using System.Globalization;

namespace Orchestrator.StandIn.Faults;

/// <summary>
/// A fault asked for by the model's name, after a <c>#</c>: <c>orchestrator-stand-in#status-503</c>, <c>#delay-200</c>,
/// <c>#chunk-delay-50</c>, <c>#cut-3</c>, <c>#stall-3</c>, <c>#stream-error-3</c>, <c>#garbage</c>; and <c>#numbered-64</c> for an
/// answer of so many numbered pieces. Several are joined by commas: <c>#numbered-64,delay-5</c>.
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

    private static Fault? Parse(string names)
    {
        Fault? fault = new();
        foreach (var name in names.Split(','))
            fault = fault is null ? null : With(fault, name);
        return fault?.Problem() is null ? fault : null;
    }

    private static Fault? With(Fault fault, string name)
    {
        if (name == "garbage")
            return fault with { Garbage = true };
        var dash = name.LastIndexOf('-');
        if (dash < 0 || !int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return null;
        return name[..dash] switch
        {
            "status" => fault with { Status = value },
            "delay" => fault with { DelayMs = value },
            "chunk-delay" => fault with { ChunkDelayMs = value },
            "cut" => fault with { CutAfterChunks = value },
            "stall" => fault with { StallAfterChunks = value },
            "stream-error" => fault with { ErrorInStream = value },
            "numbered" => fault with { NumberedPieces = value },
            _ => null,
        };
    }
}
