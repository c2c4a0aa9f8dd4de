using System.Text.Json.Serialization;
using Orchestrator.StandIn.Capture;
using Orchestrator.StandIn.Faults;

namespace Orchestrator.StandIn;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(Fault[]))]
[JsonSerializable(typeof(CapturedRequest[]))]
internal sealed partial class StandInJson : JsonSerializerContext;
