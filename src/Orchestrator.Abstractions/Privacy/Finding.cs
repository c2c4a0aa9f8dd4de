namespace Orchestrator;

/// <summary>A detected span. Offsets are UTF-16 code units of the analysed text.</summary>
/// <param name="Type">The checklist's name, such as <c>CREDIT_CARD</c> or <c>EMAIL_ADDRESS</c>.</param>
/// <param name="Start">First code unit of the span.</param>
/// <param name="End">The code unit after the span.</param>
/// <param name="Score">How sure the detector is, 0 to 1.</param>
public readonly record struct Finding(string Type, int Start, int End, double Score);
