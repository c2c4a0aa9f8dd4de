using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;

namespace Orchestrator.Api.Grpc;

/// <summary>The same calls as JSON over HTTP, at the paths that the .proto file gives them.</summary>
internal static class Transcoding
{
    public const string Prefix = "/orchestrator/v1";

    public static void Configure(GrpcJsonTranscodingOptions options) =>
        options.TypeRegistry = TypeRegistry.FromMessages(ErrorInfo.Descriptor, BadRequest.Descriptor, RetryInfo.Descriptor, Help.Descriptor);
}
