using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Tests.Protection;

/// <summary>Key rings over one file in memory, opened as processes one after the other would.</summary>
internal sealed class Rings : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public Rings()
    {
        Directory.CreateDirectory(_directory.Path);
        (KeyA, KeyB) = (WriteKey("a.key"), WriteKey("b.key"));
    }

    public MemoryKeyFile File { get; } = new();

    public FakeUsage Usage { get; set; } = new();

    public string DataDirectory => _directory.Path;

    public string KeyA { get; }

    public string KeyB { get; }

    public Task<KeyRing> OpenAsync(string? topKey = null, string? previous = null) => KeyRing.OpenAsync(
        new() { DataDirectory = DataDirectory, TopKey = new() { File = topKey ?? KeyA }, PreviousTopKey = new() { File = previous } },
        Usage,
        File,
        TimeProvider.System,
        NullLogger.Instance,
        CancellationToken.None);

    public Task<KeyRing> OpenWithoutTopKeyAsync() => KeyRing.OpenAsync(
        new() { DataDirectory = DataDirectory }, Usage, File, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    public string WriteKey(string name)
    {
        var path = Path.Combine(DataDirectory, name);
        System.IO.File.WriteAllText(path, Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)) + "\n");
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public void Dispose() => _directory.Dispose();
}

internal static class RingText
{
    public static ContentPlace Place(string keyId, long sequence = 1) =>
        new(new("acme", ConversationId.FromBytes("0123456789abcdef"u8)), keyId, "log-a", sequence, "accepted");

    /// <summary>A new conversation with one text, which the journal now names.</summary>
    public static async Task<(string KeyId, ReadOnlyMemory<byte> Content)> WriteAsync(this KeyRing ring, FakeUsage usage, string text)
    {
        var keyId = await ring.NewKeyAsync(CancellationToken.None);
        usage.Rows.Add(keyId);
        return (keyId, ring.Protect([Place(keyId)], [System.Text.Encoding.UTF8.GetBytes(text)])[0]);
    }

    public static string ReadText(this KeyRing ring, (string KeyId, ReadOnlyMemory<byte> Content) written) =>
        System.Text.Encoding.UTF8.GetString(ring.Unprotect(Place(written.KeyId), written.Content).Span);
}
