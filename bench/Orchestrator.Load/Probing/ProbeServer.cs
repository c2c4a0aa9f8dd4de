using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Load.Probing;

/// <summary>
/// Lives in a measured process, which is otherwise the very build that users run: answers on a local socket what the process has
/// allocated and collected, and how long its decisions took. Uses nothing but the base library.
/// </summary>
internal sealed class ProbeServer
{
    public const string PathVariable = "ORCHESTRATOR_LOAD_PROBE";
    private const string DecisionInstrument = "orchestrator.decision.duration";

    private readonly Socket _listener;
    private readonly MeterListener _meters = new();
    private readonly long[] _decisions = new long[DurationBuckets.Count];

    private ProbeServer(string path)
    {
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == DecisionInstrument)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>((_, seconds, _, _) => Interlocked.Increment(ref _decisions[DurationBuckets.Of(seconds * 1e6)]));
        _meters.Start();
        _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
    }

    public static void Start(string path)
    {
        var server = new ProbeServer(path);
        new Thread(server.Serve) { IsBackground = true, Name = "load probe" }.Start();
    }

    private void Serve()
    {
        while (true)
        {
            using var client = _listener.Accept();
            client.Send(Encoding.ASCII.GetBytes(Report()));
        }
    }

    private string Report() => string.Join(
        ' ',
        new[] { GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.CollectionCount(2), (long)GC.GetTotalPauseDuration().TotalMicroseconds }
            .Concat(_decisions)
            .Select(n => n.ToString(CultureInfo.InvariantCulture)));
}
