using System.Collections.Immutable;

namespace Orchestrator.Api.Models;

/// <summary>What can be named in <c>model</c>. Thread-safe.</summary>
public interface IModelListing
{
    /// <summary>The models that a caller can name, as they are now, each id once.</summary>
    /// <param name="caller">Who asks.</param>
    ImmutableArray<ListedModel> List(Caller caller);
}
