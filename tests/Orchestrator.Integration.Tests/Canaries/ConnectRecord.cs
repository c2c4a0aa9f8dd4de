using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>
/// Every address that a .NET process connects a socket to, as its runtime writes it down from the first instruction on: a connection
/// that lives for a millisecond is there too. The processes that it starts write their own.
/// </summary>
internal sealed partial class ConnectRecord : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orchestrator-connects-").FullName;

    /// <summary>The variables that make the runtime of a process do so.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables =>
    [
        new("DOTNET_EnableEventPipe", "1"),
        new("DOTNET_EventPipeConfig", "System.Net.Sockets:0xFFFFFFFFFFFFFFFF:4"),
        new("DOTNET_EventPipeOutputStreaming", "1"),
        new("DOTNET_EventPipeOutputPath", Path.Combine(_folder, "{pid}.nettrace")),
    ];

    /// <summary>Where a process and its children have connected to so far.</summary>
    public HashSet<string> Of(int process) =>
        [.. ProcessTree.Of(process).Select(id => Path.Combine(_folder, $"{id}.nettrace")).Where(File.Exists).SelectMany(Addresses)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string> Addresses(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);

        // Texts of events are UTF-16 and may begin at an odd place.
        var text = Encoding.Latin1.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).Replace("\0", "", StringComparison.Ordinal);
        return SocketAddress().Matches(text).Select(Address).ToList();
    }

    // A socket's address as .NET writes it: the family, the length and the bytes behind the family, the port first.
    private static string Address(Match match)
    {
        var data = match.Groups[2].Value.Split(',').Select(b => byte.Parse(b, CultureInfo.InvariantCulture)).ToArray();
        var port = (data[0] << 8) | data[1];
        return match.Groups[1].Value switch
        {
            "InterNetwork" => new IPEndPoint(new IPAddress(data.AsSpan(2, 4)), port).ToString(),
            "InterNetworkV6" => Plain(new(data.AsSpan(6, 16)), port),
            _ => match.Value,
        };
    }

    private static string Plain(IPAddress address, int port) => new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port).ToString();

    [GeneratedRegex(@"(InterNetworkV6|InterNetwork)?:\d+:\{([\d,]+)\}", RegexOptions.CultureInvariant, 60_000)]
    private static partial Regex SocketAddress();
}
