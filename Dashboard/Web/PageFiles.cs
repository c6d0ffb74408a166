using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Access;

namespace RnnCluster.Dashboard.Web;

/// <summary>The page, an embedded resource of the assembly; without one a line that says so.</summary>
internal sealed class PageFiles(Assembly assembly)
{
    /// <summary>Every path that no other route has.</summary>
    public const string Pattern = "/{**path}";

    private const string Prefix = "page/";
    private const string Index = "index.html";

    /// <summary>Below it a file's name has the hash of its content, so it never changes.</summary>
    private const string Hashed = "assets/";

    private const string NoPage =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>RnnCluster</title></head><body>"
        + "<p>This build has no page, because npm was not there when it was built; the JSON API is at "
        + "<a href=\"/api/runs/current\">/api/runs/current</a>, described by "
        + "<a href=\"/api/openapi.json\">/api/openapi.json</a>.</p></body></html>";

    private readonly HashSet<string> names = new(
        assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..].Replace('\\', '/')),
        StringComparer.Ordinal);

    /// <summary>What was asked for before; as many as the page has files.</summary>
    private readonly ConcurrentDictionary<string, PageFile> files = new(StringComparer.Ordinal);

    public IEnumerable<Route> All =>
    [
        new Route("GET", "/", AccessLevel.Open, (context, _) => Serve(context, Index)),
        new Route("GET", Pattern, AccessLevel.Open, (context, _) => Serve(context, NameIn(context)))
        {
            IsThere = context => NameIn(context) is var name && (name == Index || names.Contains(name)),
        },
    ];

    private static string NameIn(HttpContext context) => context.Request.RouteValues["path"] as string ?? Index;

    private Task Serve(HttpContext context, string name)
    {
        if (!names.Contains(name))
        {
            return name == Index
                ? Answers.Text(context, NoPage, "text/html; charset=utf-8")
                : Answers.Problem(context, Answers.NotFound);
        }

        PageFile file = files.GetOrAdd(name, Load);
        IHeaderDictionary headers = context.Response.Headers;
        headers.ETag = file.ETag;
        headers.CacheControl = name.StartsWith(Hashed, StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
        if (context.Request.Headers.IfNoneMatch.ToString() == file.ETag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return Answers.Bytes(context, file.Content, TypeOf(name));
    }

    private PageFile Load(string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(Prefix + name)
            ?? assembly.GetManifestResourceStream(Prefix + name.Replace('/', '\\'))!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new PageFile(content, $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"");
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" or ".map" => "application/json",
        ".webmanifest" => "application/manifest+json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };

    private sealed record PageFile(byte[] Content, string ETag);
}
