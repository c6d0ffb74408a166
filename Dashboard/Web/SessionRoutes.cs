using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Access;
using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.Web;

/// <summary>Logging in and out.</summary>
internal sealed class SessionRoutes(AccessGate gate)
{
    private const string Pattern = "/api/session";

    public IEnumerable<Route> All =>
    [
        new Route("GET", Pattern, AccessLevel.Open, (context, _) =>
            Answers.Json(context, gate.Describe(context), ApiJson.Default.SessionView)),
        new Route("POST", Pattern, AccessLevel.Open, Begin),
        new Route("DELETE", Pattern, AccessLevel.Open, End),
    ];

    private async Task Begin(HttpContext context, Identity who)
    {
        LogIn body = await Answers.ReadJson(context, ApiJson.Default.LogIn).ConfigureAwait(false);
        Problem? refusal = gate.TryBegin(context, body.Token, out SessionView view);
        await (refusal is null
            ? Answers.Json(context, view, ApiJson.Default.SessionView)
            : Answers.Problem(context, refusal)).ConfigureAwait(false);
    }

    private Task End(HttpContext context, Identity who)
    {
        if (gate.TryEnd(context) is { } refusal)
        {
            return Answers.Problem(context, refusal);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
