using System.Text.Json.Serialization;

namespace Orchestrator.Storage.Ledgers;

[JsonSerializable(typeof(LedgerHead))]
internal sealed partial class LedgerHeadJson : JsonSerializerContext;
