using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Access;

namespace RnnCluster.Dashboard.Web;

/// <summary>A route of the API.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Pattern">Its path, in the words of ASP.NET.</param>
/// <param name="Level">Who may use it.</param>
/// <param name="Handle">Answers; the identity is whoever asks.</param>
internal sealed record Route(
    string Method, string Pattern, AccessLevel Level, Func<HttpContext, Identity, Task> Handle)
{
    /// <summary>The path as OpenAPI writes it.</summary>
    public string OpenApiPath => Pattern.Replace("**", "", StringComparison.Ordinal);
}
