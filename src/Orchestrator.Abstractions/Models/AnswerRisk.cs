namespace Orchestrator;

/// <summary>
/// How likely an answer is to be wrong, as its model's calibration tells: the least error rate at which it is kept. Who asks for an error
/// rate of r keeps what has a risk of at most r; then at most a share r of the model's answers of that domain are wrong and kept.
/// </summary>
/// <param name="Domain">The domain whose calibration tells so, or <c>all</c> where that has too few answers.</param>
/// <param name="Alone">The risk, above 0 to 1.</param>
/// <param name="Agreed">The risk where another model gave the same answer; null where that was not calibrated.</param>
public sealed record AnswerRisk(string Domain, double Alone, double? Agreed = null);
