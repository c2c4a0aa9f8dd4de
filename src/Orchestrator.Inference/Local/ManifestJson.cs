using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Inference.Local;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
