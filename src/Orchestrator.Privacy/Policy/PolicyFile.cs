using System.Security.Cryptography;

namespace Orchestrator.Privacy;

/// <summary>
/// The policy of a file, read again when the file changes. It is replaced whole, between two decisions, and only by a sound policy of
/// the same name whose revision is not lower; until then the last good one stays in force, and <see cref="Problem"/> says why.
/// Thread-safe.
/// </summary>
public sealed class PolicyFile : IPolicySource, IDisposable
{
    /// <summary>How often the file is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly PolicyTrust? _trust;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private volatile PrivacyPolicy _current;
    private volatile string? _problem;
    private string _seen;
    private string _arriving;

    /// <summary>Reads the file, and then whenever it changes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock that says when to look.</param>
    /// <param name="trust">Whose policies are taken; null to take every sound one.</param>
    /// <exception cref="PolicyException">The file is no policy: nothing may leave, so do not start.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public PolicyFile(string path, TimeProvider time, PolicyTrust? trust = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_path, _trust) = (path, trust);
        var (bytes, signature) = Read();
        _seen = _arriving = DigestOf(bytes, signature);
        _current = Sound(bytes, signature);
        trust?.Raise(path, _current);
        _timer = time.CreateTimer(static file => ((PolicyFile)file!).Look(), this, Interval, Interval);
    }

    /// <summary>Raised after another policy has come into force, or a file was found that may not.</summary>
    public event EventHandler? Changed;

    /// <inheritdoc/>
    public PrivacyPolicy Current => _current;

    /// <summary>Why what the file holds now is not in force; null when it is.</summary>
    public string? Problem => _problem;

    /// <summary>Looks at the file now. What differs is taken at the look after that, if it is the same then: it may be half written.</summary>
    public void Look()
    {
        lock (_lock)
        {
            try
            {
                var (bytes, signature) = Read();
                var digest = DigestOf(bytes, signature);
                if (digest == _seen)
                    return;
                if (digest != _arriving)
                {
                    _arriving = digest;
                    return;
                }

                _problem = Take(Sound(bytes, signature));
                _seen = digest;
            }
            catch (Exception e) when (e is PolicyException or IOException or UnauthorizedAccessException)
            {
                // A disk that fails is no word on the file: it is read again at every look.
                _seen = e is PolicyException ? _arriving : "";
                if (_problem == e.Message)
                    return;
                _problem = e.Message;
            }
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private string? Take(PrivacyPolicy next)
    {
        if (next.Name != _current.Name)
            return $"{_path}: the policy is named '{next.Name}', the one in force '{_current.Name}'; another policy needs a restart.";
        if (next.Revision < _current.Revision)
            return $"{_path}: revision {next.Revision} is older than revision {_current.Revision}, which is in force; an older policy needs a restart.";
        _trust?.Raise(_path, next);
        _current = next;
        return null;
    }

    private (byte[] Policy, byte[] Signature) Read() => (File.ReadAllBytes(_path), _trust is null ? [] : PolicyTrust.SignatureOf(_path));

    // The signature too, so that one which comes after its file is seen.
    private static string DigestOf(byte[] policy, byte[] signature) => Convert.ToHexString(SHA256.HashData([.. SHA256.HashData(policy), .. signature]));

    private PrivacyPolicy Sound(byte[] policy, byte[] signature)
    {
        _trust?.Check(_path, policy, signature);
        return PrivacyPolicy.Read(policy, _path);
    }
}
