namespace Orchestrator.Load.Targets;

/// <summary>
/// Finds the content strings of completions in their bytes. The numbered text needs no escapes, so a string ends at the next quote.
/// </summary>
/// <param name="stream">Whether the answer is a stream of events.</param>
internal struct ContentScanner(bool stream)
{
    private bool _inContent;

    /// <summary>Whether the answer said that it is over.</summary>
    public bool SawEnd { get; private set; }

    private static ReadOnlySpan<byte> Content => "\"content\":\""u8;

    private static ReadOnlySpan<byte> Done => "data: [DONE]"u8;

    /// <summary>Scans what is held, and moves what may be the beginning of something to the front.</summary>
    /// <returns>How many bytes are still held.</returns>
    public int Scan(byte[] buffer, int held, ref NumberedText text)
    {
        var left = buffer.AsSpan(0, held);
        while (true)
        {
            if (_inContent)
            {
                var end = left.IndexOf((byte)'"');
                text.Add(end < 0 ? left : left[..end]);
                if (end < 0)
                    return 0;
                left = left[end..];
                _inContent = false;
                SawEnd |= !stream;
            }

            var at = left.IndexOf(Content);
            if (at < 0)
                break;
            left = left[(at + Content.Length)..];
            _inContent = true;
        }

        SawEnd |= stream && left.IndexOf(Done) >= 0;

        // The longest thing looked for, less one byte, may have begun at the end.
        var keep = Math.Min(left.Length, Done.Length - 1);
        left[^keep..].CopyTo(buffer);
        return keep;
    }
}
