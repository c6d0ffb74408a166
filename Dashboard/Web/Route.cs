using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Access;

namespace RnnCluster.Dashboard.Web;

/// <summary>A route of the API.</summary>
/// <param name="Method">GET (which answers HEAD as well), POST or DELETE.</param>
/// <param name="Pattern">Its path, in the words of ASP.NET.</param>
/// <param name="Level">Who may use it.</param>
/// <param name="Handle">Answers; the identity is the client's.</param>
internal sealed record Route(
    string Method, string Pattern, AccessLevel Level, Func<HttpContext, Identity, Task> Handle)
{
    /// <summary>
    /// Of a pattern that takes in every path: whether there is something at a request's path. Null for others.
    /// </summary>
    public Func<HttpContext, bool>? IsThere { get; init; }

    /// <summary>The path as OpenAPI writes it.</summary>
    public string OpenApiPath => Pattern.Replace("**", "", StringComparison.Ordinal);
}
