using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Orchestrator.Api.Access;

/// <summary>Admits callers by their API key, and on loopback, when allowed, without one.</summary>
internal sealed class ApiAccess
{
    private readonly KnownKey[] _configured;
    private readonly Caller? _anonymous;
    private readonly TimeProvider _time;
    private volatile KnownKey[] _keys;

    public ApiAccess(IOptions<ApiOptions> options, TimeProvider time)
    {
        _time = time;
        _configured = [.. options.Value.Keys.Select(k => new KnownKey(k, new(k, time)))];
        _keys = _configured;
        _anonymous = options.Value.AllowAnonymousLoopback ? options.Value.AnonymousCaller : null;
    }

    public AccessDecision Admit(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        if (authorization.Count > 0)
            return ByKey(authorization.ToString());
        if (_anonymous is null)
            return Refuse("No API key. Send it as 'Authorization: Bearer <key>'.");
        if (!IsLoopback(context.Connection.RemoteIpAddress) || !IsLoopback(context.Connection.LocalIpAddress))
            return Refuse("Only callers on this machine need no API key. Send one as 'Authorization: Bearer <key>'.");

        // A page in a browser reaches loopback as well, by a name that resolves to it (DNS rebinding) or across origins.
        if (!IsLoopbackHost(context.Request.Host.Host))
            return Forbid("Without an API key the Host must be localhost, 127.0.0.1 or [::1].");
        foreach (var origin in context.Request.Headers.Origin)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || !IsLoopbackHost(uri.Host))
                return Forbid("Without an API key no page of another origin may call.");
        }
        return new(_anonymous, null, false) { Scopes = ApiScopes.Turns | ApiScopes.Erase };
    }

    /// <summary>Takes the keys of the key file in place of those that it had before. A key that stays keeps its count.</summary>
    public void Replace(IReadOnlyList<ApiKeyOptions> filed)
    {
        var before = _keys;
        _keys =
        [
            .. _configured,
            .. filed.Select(k => new KnownKey(
                k, Array.Find(before, b => b.Options.Id == k.Id && b.Limits.Fit(k))?.Limits ?? new(k, _time))),
        ];
    }

    /// <summary>Whether the caller may be told more of this process's health than whether it is well: with a key, or on this machine.</summary>
    public bool MayKnowHealth(HttpContext context) => context.Request.Headers.Authorization.Count > 0
        ? ByKey(context.Request.Headers.Authorization.ToString()).Caller is not null
        : IsLoopback(context.Connection.RemoteIpAddress) && IsLoopback(context.Connection.LocalIpAddress) && IsLoopbackHost(context.Request.Host.Host);

    private AccessDecision ByKey(string authorization)
    {
        const string Scheme = "Bearer ";
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Refuse("The Authorization header must be 'Bearer <key>'.");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()), hash);

        // Every key is compared, whole, so that time tells nothing.
        KnownKey? found = null;
        foreach (var known in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known.Hash, hash))
                found = known;
        }

        if (found?.Options.ExpiresAt <= _time.GetUtcNow())
            return Refuse("The API key has expired. Ask for another.");
        return found?.Decision ?? Refuse("The API key is unknown. Check it, or ask for another.");
    }

    private static AccessDecision Refuse(string message) => new(null, new(ErrorReason.Unauthenticated, message), false);

    private static AccessDecision Forbid(string message) => new(null, new(ErrorReason.Unauthenticated, message), true);

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && (IPAddress.IsLoopback(address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4())));

    private static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IsLoopback(address));

    private sealed class KnownKey(ApiKeyOptions options, KeyLimits limits)
    {
        public ApiKeyOptions Options => options;

        public KeyLimits Limits => limits;

        public byte[] Hash { get; } = Convert.FromHexString(options.Sha256);

        public AccessDecision Decision { get; } =
            new(new(options.Tenant, options.Owner, options.Site, options.Id), null, false, options.Admin) { Limits = limits, Scopes = options.Granted() ?? ApiScopes.None };
    }
}
