using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Journal;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Storage.Ownership;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Storage.Protection;

/// <summary>
/// The keys of a journal's conversations, in a file apart from it: data keys wrapped by a key-encryption key, wrapped by the operator's
/// top key. Keys are made in blocks ahead of need, so that a new conversation waits for no disk. Thread-safe.
/// </summary>
public sealed partial class KeyRing : IContentProtector, IAsyncDisposable
{
    // A block is 32 KiB. Half of one is ready at any time: more than fits into the time of an fsync.
    private const int BlockSize = 512;
    private const int LowWater = BlockSize / 2;

    private readonly KeyFile _file;
    private readonly IKeyUsage _usage;
    private readonly KeyRingOptions _options;
    private readonly DirectoryOwnership _ownership;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KeyPool _pool = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _lock = new();
    private List<Doomed> _doomed = [];
    private Task _refill = Task.CompletedTask;
    private bool _refilling;
    private bool _leftoversTaken;
    private bool _disposed;
    private volatile JournalHealth _health;

    internal KeyRing(KeyFile file, IKeyUsage usage, KeyRingOptions options, DirectoryOwnership ownership, bool developmentKey, TimeProvider time, ILogger logger)
    {
        (_file, _usage, _options, _ownership, _time, _logger) = (file, usage, options, ownership, time, logger);
        UsesDevelopmentKey = developmentKey;
        _health = new(StorageState.Ok, time.GetUtcNow());
        StartRefill();
    }

    /// <inheritdoc/>
    public string TopKeyId => _file.Header.TopKeyId;

    /// <inheritdoc/>
    public string KeyEncryptionKeyId => _file.Header.KekId;

    /// <inheritdoc/>
    public long Generation => (long)_file.Header.Generation;

    /// <summary>Whether the top key is a development key, which lies beside what it protects.</summary>
    public bool UsesDevelopmentKey { get; }

    /// <summary>Whether new keys can be kept, and old ones destroyed, now.</summary>
    public JournalHealth Health => _health;

    /// <summary>What can be said of the keys.</summary>
    public KeyRingStatus Status => new(_options.KeyFile, Generation, TopKeyId, _file.Header.KekId, _file.Keys, UsesDevelopmentKey);

    /// <inheritdoc/>
    public async ValueTask<string> NewKeyAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_pool.TryTake(out var id))
        {
            var waiting = _pool.WaitAsync(cancellationToken);
            StartRefill();
            id = await waiting;
        }

        if (_pool.Level < LowWater)
            StartRefill();
        return KeyIds.Text(id);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>[] Protect(ReadOnlySpan<ContentPlace> places, ReadOnlySpan<byte[]> contents)
    {
        if (places.Length != contents.Length)
            throw new ArgumentException($"There are {places.Length} places for {contents.Length} contents.", nameof(contents));
        if (places.IsEmpty)
            return [];
        foreach (var place in places)
        {
            if (place.KeyId != places[0].KeyId)
                throw new ArgumentException("What is protected together has one key.", nameof(places));
        }

        Span<byte> key = stackalloc byte[Wrapping.SecretSize];
        Get(places[0], key);
        var protectedContents = ContentCipher.Seal(key, places, contents);
        CryptographicOperations.ZeroMemory(key);
        return protectedContents;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Unprotect(in ContentPlace place, ReadOnlyMemory<byte> content)
    {
        if (place.KeyId == IContentProtector.PlainKeyId)
            return content;
        Span<byte> key = stackalloc byte[Wrapping.SecretSize];
        Get(place, key);
        var opened = ContentCipher.Open(key, place, content.Span);
        CryptographicOperations.ZeroMemory(key);
        return opened;
    }

    /// <inheritdoc/>
    public byte[] Derive(in ConversationKey conversation, string keyId, string purpose)
    {
        Span<byte> key = stackalloc byte[Wrapping.SecretSize];
        Get(new(conversation, keyId, "", 0, ""), key);
        var secret = new byte[Wrapping.SecretSize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, secret, salt: [], Encoding.UTF8.GetBytes($"{purpose}\n{conversation.Id}\n{conversation.Tenant}"));
        CryptographicOperations.ZeroMemory(key);
        return secret;
    }

    /// <inheritdoc/>
    public async ValueTask<KeyDestruction> DestroyAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken)
    {
        var doomed = new Doomed(keyIds);
        lock (_lock)
            _doomed.Add(doomed);

        // Whoever is let in first rewrites the file for all who wait.
        await _writing.WaitAsync(cancellationToken);
        try
        {
            DestroyDoomed();
        }
        finally
        {
            _writing.Release();
        }

        return await doomed.Done.Task;
    }

    /// <summary>A secret for one purpose; the same at every start, and after every rotation (HKDF-SHA256, RFC 5869).</summary>
    /// <param name="purpose">ASCII.</param>
    public byte[] Derive(string purpose)
    {
        var secret = new byte[Wrapping.SecretSize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _file.InstallSecret, secret, salt: [], Encoding.ASCII.GetBytes(purpose));
        return secret;
    }

    /// <summary>Waits until keys are ready, or making them failed.</summary>
    internal Task FilledAsync()
    {
        lock (_lock)
            return _refill;
    }

    /// <summary>Waits for what is being written and forgets every key.</summary>
    public async ValueTask DisposeAsync()
    {
        Task refill;
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            refill = _refill;
        }

        await refill;
        await _writing.WaitAsync();
        _pool.Fail(new ObjectDisposedException(nameof(KeyRing)));
        _file.Dispose();
        _ownership.Dispose();
        _writing.Release();
    }

    private void Get(in ContentPlace place, Span<byte> key)
    {
        if (!KeyIds.TryParse(place.KeyId, out var id) || !_file.TryGet(id, key))
            throw new InvalidDataException($"Conversation {place.Conversation} is protected under key '{place.KeyId}', which '{_options.KeyFile}' does not hold. If it was not erased, restore that file from a backup.");
    }

    private void StartRefill()
    {
        lock (_lock)
        {
            if (_refilling || _disposed)
                return;
            _refilling = true;
            _refill = Task.Run(RefillAsync);
        }
    }

    private async Task RefillAsync()
    {
        Exception? failure = null;
        try
        {
            await _writing.WaitAsync();
            try
            {
                await FillAsync();
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (Exception e)
        {
            failure = Failed(e);
        }

        lock (_lock)
            _refilling = false;

        // Only now, so that whoever began to wait meanwhile is answered too; whoever comes later starts a refill of its own.
        if (failure is not null)
            _pool.Fail(failure);
        else if (_pool.Level < LowWater)
            StartRefill();
    }

    private async Task FillAsync()
    {
        if (!_leftoversTaken)
        {
            _file.Settle();
            var (keys, position) = _file.LastBlocks();
            if (keys.Count > 0)
                _pool.Add([.. await _usage.UnusedAsync(keys, position, CancellationToken.None)]);
            _leftoversTaken = true;
        }

        while (_pool.Level < LowWater)
        {
            // While no conversation can be kept, new keys would only pile up.
            if (_usage.Health is { Healthy: false } failing)
                throw SqliteFailure.ToException(failing, null);
            _pool.Add(_file.AppendBlock(BlockSize, await _usage.LastPositionAsync(CancellationToken.None)));
            Succeeded();
        }
    }

    private void DestroyDoomed()
    {
        List<Doomed> doomed;
        lock (_lock)
            (doomed, _doomed) = (_doomed, []);
        if (doomed.Count == 0)
            return; // Someone else's rewrite has taken ours along.
        try
        {
            var gone = Rewrite([.. doomed.SelectMany(d => d.Keys)]);
            foreach (var d in doomed)
                d.Done.SetResult(gone);
            Succeeded();
        }
        catch (Exception e)
        {
            foreach (var d in doomed)
                d.Done.SetException(Failed(e));
        }
    }

    private KeyDestruction Rewrite(HashSet<UInt128> doomed)
    {
        var header = _file.Header;
        Span<byte> key = stackalloc byte[Wrapping.SecretSize];
        var any = false;
        foreach (var id in doomed)
            any = any || _file.TryGet(id, key);
        CryptographicOperations.ZeroMemory(key);
        if (!any)
            return new(0, Generation, Generation, header.KekId, header.TopKeyId);
        var gone = _file.Rewrite(doomed, top: null);
        LogRewritten(_logger, gone.GenerationAfter, gone.Destroyed);
        return gone;
    }

    private OrchestratorException Failed(Exception e)
    {
        if (e is OrchestratorException known)
            return known;
        var state = SqliteFailure.StateOf(e, _options.KeyFile);
        if (_health.State != state)
        {
            _health = new(state, _time.GetUtcNow(), SqliteFailure.DetailOf(state, e, _options.KeyFile));
            LogFailed(_logger, _options.KeyFile, _health.Code, $"It {StorageStates.Found(state)}", e);
        }

        return new(
            new OrchestratorError(ErrorReason.StorageUnavailable, $"Nothing was accepted: the file of keys {StorageStates.Found(state)} ({_health.Code}). Send the same request again: it is taken as soon as that is over.") { State = _health.Code },
            e);
    }

    private void Succeeded()
    {
        if (!_health.Healthy)
            _health = new(StorageState.Ok, _time.GetUtcNow());
    }

    [LoggerMessage(EventId = 4111, Level = LogLevel.Error, Message = "The key file {Path} cannot be written ({Code}). {Found}. It is tried again at the next need")]
    private static partial void LogFailed(ILogger logger, [Operational] string path, [Operational] string code, [Operational] string found, Exception cause);

    [LoggerMessage(EventId = 4112, Level = LogLevel.Information, Message = "The key file is at generation {Generation}; {Keys} keys and the key-encryption key before are destroyed")]
    private static partial void LogRewritten(ILogger logger, long generation, int keys);

    private sealed class Doomed(IReadOnlyCollection<string> keyIds)
    {
        public IEnumerable<UInt128> Keys
        {
            get
            {
                foreach (var text in keyIds)
                {
                    if (KeyIds.TryParse(text, out var id))
                        yield return id;
                }
            }
        }

        public TaskCompletionSource<KeyDestruction> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
