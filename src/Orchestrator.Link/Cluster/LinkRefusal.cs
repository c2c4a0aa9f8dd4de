using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Orchestrator.Link.Cluster;

/// <summary>Refusals of a connection, each with a stable reason.</summary>
internal static class LinkRefusal
{
    public static RpcException UnknownNode(string node) =>
        Refuse(Code.Unauthenticated, "UNKNOWN_NODE", $"The cluster knows no node '{node}'. Add it to the cluster's directory of nodes.");

    public static RpcException WrongKey(string node) =>
        Refuse(Code.Unauthenticated, "WRONG_KEY", $"The key is not that of node '{node}'. Check the node's identity file.");

    public static RpcException WrongPlace(string node) =>
        Refuse(Code.PermissionDenied, "WRONG_PLACE", $"Node '{node}' gives another role, tenant or site than the cluster's directory of nodes.");

    public static RpcException UnsupportedProtocol(uint min, uint max, uint ours) =>
        Refuse(Code.FailedPrecondition, "UNSUPPORTED_PROTOCOL", $"The node speaks versions {min} to {max} of the link's protocol, the cluster {ours}. Update the older one.");

    public static RpcException MalformedHello(string problem) =>
        Refuse(Code.InvalidArgument, "MALFORMED_HELLO", $"The link did not begin well: {problem}.");

    public static RpcException ShuttingDown() =>
        Refuse(Code.Unavailable, "SHUTTING_DOWN", "This silo is shutting down. Connect again.");

    private static RpcException Refuse(Code code, string reason, string message) => new Google.Rpc.Status
    {
        Code = (int)code,
        Message = message,
        Details = { Any.Pack(new ErrorInfo { Domain = "orchestrator", Reason = reason }) },
    }.ToRpcException();
}
