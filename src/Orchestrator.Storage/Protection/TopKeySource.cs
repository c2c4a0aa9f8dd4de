using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Storage.Protection;

/// <summary>Fetches the operator's key from where the operator keeps it. No message, and no log, ever holds what was fetched.</summary>
internal static class TopKeySource
{
    private const int MostBytes = 4096;

    /// <summary>The key, or null when none is configured.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="key">The configuration's key, for messages.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KeyRingException">The key cannot be had.</exception>
    public static async Task<TopKey?> LoadAsync(TopKeyOptions options, string key, CancellationToken cancellationToken)
    {
        if (!options.IsSet)
            return null;
        if (new[] { options.File, options.Environment, options.Command }.Count(s => !string.IsNullOrEmpty(s)) > 1)
            throw new KeyRingException($"{key} names more than one source. Set exactly one of {key}:File, {key}:Environment and {key}:Command.");
        if (options.TimeoutSeconds is < 1 or > TopKeyOptions.MostTimeoutSeconds)
            throw new KeyRingException($"{key}:TimeoutSeconds is {options.TimeoutSeconds}; a program that prints the key has 1 to {TopKeyOptions.MostTimeoutSeconds} seconds.");
        var (bytes, source) = options switch
        {
            { File: { Length: > 0 } file } => (FromFile(file, key), $"The file '{file}' of {key}:File"),
            { Environment: { Length: > 0 } name } => (FromEnvironment(name, key), $"The environment variable '{name}' of {key}:Environment"),
            _ => (await FromCommandAsync(options, key, cancellationToken), $"The output of '{options.Command}' of {key}:Command"),
        };
        try
        {
            return new(Parse(bytes) ?? throw new KeyRingException($"{source} is no key. A top key is {TopKey.Size} random bytes, written as 64 hex digits or as base64, in a file also raw; 'openssl rand -hex 32' makes one."));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static byte[] FromFile(string path, string key)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != 0)
                throw new KeyRingException($"The key file '{path}' of {key}:File is open to others than its owner. Take their rights away ('chmod 600 {path}'), and replace the key if others may have read it.");
            var bytes = new byte[Math.Min(file.Length, MostBytes)];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyRingException($"The key file '{path}' of {key}:File cannot be read: {e.Message}", e);
        }
    }

    private static byte[] FromEnvironment(string name, string key) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? Encoding.UTF8.GetBytes(value)
            : throw new KeyRingException($"The environment variable '{name}' of {key}:Environment is not set. Set it to the top key as 64 hex digits or base64.");

    private static async Task<byte[]> FromCommandAsync(TopKeyOptions options, string key, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
        using var process = Start(options, key);
        try
        {
            process.StandardInput.Close();

            // What it says on its error output could quote the key, so nobody hears it; but it must not block on a full pipe either.
            var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, limit.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, limit.Token);
            await complaints;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? output
                : throw new KeyRingException($"The program '{options.Command}' of {key}:Command ended with exit code {process.ExitCode}. Run it by hand as this user to see why.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KeyRingException($"The program '{options.Command}' of {key}:Command gave no key within {options.TimeoutSeconds} s. Make it faster, or raise {key}:TimeoutSeconds.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(TopKeyOptions options, string key)
    {
        var start = new ProcessStartInfo(options.Command!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in options.Arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new KeyRingException($"The program '{options.Command}' of {key}:Command cannot be run: {e.Message}", e);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes];
        var read = await output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        var bytes = buffer[..read];
        CryptographicOperations.ZeroMemory(buffer);
        return bytes;
    }

    private static byte[]? Parse(ReadOnlySpan<byte> bytes)
    {
        // 32 printable characters are no random key but a pass phrase or half a hex key.
        if (bytes.Length == TopKey.Size && bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return bytes.ToArray();
        var text = bytes.Trim(" \t\r\n"u8);
        Span<byte> key = stackalloc byte[TopKey.Size];
        if (text.Length == 2 * TopKey.Size)
            return Convert.FromHexString(text, key, out _, out _) == System.Buffers.OperationStatus.Done ? key.ToArray() : null;
        return System.Buffers.Text.Base64.DecodeFromUtf8(text, key, out var consumed, out var written) == System.Buffers.OperationStatus.Done
            && consumed == text.Length && written == TopKey.Size ? key.ToArray() : null;
    }
}
