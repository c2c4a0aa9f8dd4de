using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Inference.Taggers;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TaggerSettings))]
[JsonSerializable(typeof(TaggerLabels))]
[JsonSerializable(typeof(TaggerAnswers))]
internal sealed partial class TaggerJson : JsonSerializerContext;
