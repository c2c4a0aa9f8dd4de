namespace Orchestrator.Crash.Tests.Disk;

/// <summary>A change of a file's bytes that is not yet synced.</summary>
/// <param name="Number">The step that made it.</param>
/// <param name="Offset">Where it writes; the new length of a truncation.</param>
/// <param name="Bytes">What it writes; null for a truncation.</param>
internal sealed record FileChange(int Number, long Offset, byte[]? Bytes)
{
    private const int Sector = 512;

    public void ApplyTo(Image image)
    {
        if (Bytes is null)
            image.SetLength(Offset);
        else
            image.Write(Offset, Bytes);
    }

    /// <summary>Writes only some of the sectors that the change touches.</summary>
    public void TearSectors(Image image, Random random)
    {
        if (Bytes is null)
        {
            image.SetLength(Offset);
            return;
        }

        for (var at = 0; at < Bytes.Length;)
        {
            var end = (int)Math.Min(Bytes.Length, at + Sector - ((Offset + at) % Sector));
            if (random.Next(2) == 0)
                image.Write(Offset + at, Bytes.AsSpan(at, end - at));
            at = end;
        }
    }

    /// <summary>Writes only the first bytes; the rest of the range stays as it was, or is garbage.</summary>
    public void TearInside(Image image, Random random)
    {
        if (Bytes is null)
        {
            image.SetLength(Offset);
            return;
        }

        var torn = (byte[])Bytes.Clone();
        var kept = random.Next(torn.Length + 1);
        if (random.Next(2) == 0)
        {
            image.Write(Offset, torn.AsSpan(0, kept));
            return;
        }

        random.NextBytes(torn.AsSpan(kept));
        image.Write(Offset, torn);
    }
}
