using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.Access;

/// <summary>
/// Who may do what. Reading is open on a loopback address; elsewhere, and for every control, the token is needed:
/// with each request as a bearer token, or once for a session, whose changes must then carry its CSRF value.
/// </summary>
internal sealed class AccessGate(AccessToken token, bool isReadingOpen, TimeProvider time)
{
    /// <summary>Carries a session's CSRF value.</summary>
    public const string CsrfHeader = "X-RnnCluster-Csrf";

    private const string Bearer = "Bearer ";

    private readonly SessionBook sessions = new(time);
    private readonly FailureLimit failures = new(time);

    /// <summary>Decides about a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="level">What its route asks for.</param>
    /// <param name="who">Who asks.</param>
    /// <returns>Why not; null if it may go on.</returns>
    public Problem? Judge(HttpContext context, AccessLevel level, out Identity who)
    {
        string address = AddressOf(context);
        who = new Identity(address, HasToken: false, Session: null);
        if (level == AccessLevel.Open)
        {
            return null;
        }

        string authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length > 0)
        {
            Problem? refusal = Check(context, address, ShownIn(authorization));
            who = who with { HasToken = refusal is null };
            return refusal;
        }

        Session? session = SessionOf(context);
        who = who with { HasToken = session is not null, Session = session };
        if (session is null)
        {
            return level == AccessLevel.Read && isReadingOpen ? null : Unauthorized(context);
        }

        return IsChange(context.Request) && !HasCsrf(context.Request, session) ? Forged() : null;
    }

    /// <summary>What a request may do, as its page is told.</summary>
    public SessionView Describe(HttpContext context)
    {
        Session? session = SessionOf(context);
        return new SessionView(isReadingOpen || session is not null, session is not null, session?.Csrf);
    }

    /// <summary>Begins a session for whoever shows the token.</summary>
    public Problem? TryBegin(HttpContext context, string? shown, out SessionView view)
    {
        view = new SessionView(isReadingOpen, MayControl: false, Csrf: null);
        if (IsForeign(context.Request))
        {
            return Forged();
        }

        Problem? refusal = Check(context, AddressOf(context), shown);
        if (refusal is null)
        {
            Session session = sessions.Begin(out string cookie);
            context.Response.Cookies.Append(CookieName(context), cookie, Cookie());
            view = new SessionView(MayRead: true, MayControl: true, session.Csrf);
        }

        return refusal;
    }

    /// <summary>Ends the session of a request.</summary>
    public Problem? TryEnd(HttpContext context)
    {
        if (SessionOf(context) is { } session)
        {
            if (!HasCsrf(context.Request, session))
            {
                return Forged();
            }

            sessions.End(session);
        }

        context.Response.Cookies.Delete(CookieName(context), Cookie());
        return null;
    }

    private Problem? Check(HttpContext context, string address, string? shown)
    {
        if (failures.IsBlocked(address))
        {
            context.Response.Headers.RetryAfter = "60";
            return new Problem(
                StatusCodes.Status429TooManyRequests, "Too many requests", "too many wrong tokens; wait a minute");
        }

        if (token.Is(shown))
        {
            return null;
        }

        failures.OnFailure(address);
        return Unauthorized(context);
    }

    private static string? ShownIn(string authorization) =>
        authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : null;

    private Session? SessionOf(HttpContext context) => sessions.Find(context.Request.Cookies[CookieName(context)]);

    /// <summary>Browsers keep cookies by host alone: two dashboards of one machine must not share theirs.</summary>
    private static string CookieName(HttpContext context) =>
        string.Create(CultureInfo.InvariantCulture, $"rnncluster-{context.Connection.LocalPort}");

    private static bool HasCsrf(HttpRequest request, Session session) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers[CsrfHeader].ToString()), Encoding.UTF8.GetBytes(session.Csrf));

    private static bool IsChange(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    /// <summary>A browser names the page that makes it log in; another site's page must not.</summary>
    private static bool IsForeign(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static CookieOptions Cookie() => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        IsEssential = true,
    };

    private static Problem Unauthorized(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return new Problem(
            StatusCodes.Status401Unauthorized, "Unauthorized", "the token that was printed at the start is needed");
    }

    private static Problem Forged() => new(
        StatusCodes.Status403Forbidden, "Forbidden", $"the header {CsrfHeader} must carry the session's value");

    private static string AddressOf(HttpContext context)
    {
        IPAddress? address = context.Connection.RemoteIpAddress;
        return address is null ? "unknown" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
