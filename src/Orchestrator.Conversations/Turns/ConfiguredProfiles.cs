using Microsoft.Extensions.Options;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Routing.Profiles;

namespace Orchestrator.Conversations.Turns;

/// <summary>Reads the profiles that the configuration names.</summary>
internal static class ConfiguredProfiles
{
    private const string Key = "Orchestrator:Routing:Profiles";

    /// <exception cref="OptionsValidationException">A file cannot be used; the message names it and says what to do.</exception>
    public static IReadOnlyList<ModelProfile> Load(RouterOptions options, IDifficultyEstimator estimator)
    {
        var profiles = new List<ModelProfile>();
        foreach (var file in options.Profiles)
        {
            try
            {
                profiles.Add(ModelProfile.Load(file));
            }
            catch (FormatException e)
            {
                throw Refused(e.Message);
            }

            if (profiles[^1].Estimator != estimator.Version)
                throw Refused($"'{file}' was made with the estimator {profiles[^1].Estimator}, and this process has {estimator.Version}. Make it anew with 'orchestrator route calibrate'.");
            if (profiles.FindIndex(p => p.Model == profiles[^1].Model) < profiles.Count - 1)
                throw Refused($"'{file}' is a second profile of {profiles[^1].Model}; name one a model.");
        }

        return profiles;

        static OptionsValidationException Refused(string why) => new(Key, typeof(RouterOptions), [$"{Key}: {why}"]);
    }
}
