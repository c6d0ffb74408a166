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
        CommandBody body = await CommandBody.Read(context, "token").ConfigureAwait(false);
        Problem? refusal = gate.TryBegin(context, body.Text("token"), out SessionView view);
        await (refusal is null
            ? Answers.Json(context, view, ApiJson.Default.SessionView)
            : Answers.Problem(context, refusal)).ConfigureAwait(false);
    }

    private async Task End(HttpContext context, Identity who)
    {
        _ = await CommandBody.Read(context).ConfigureAwait(false);
        if (gate.TryEnd(context) is { } refusal)
        {
            await Answers.Problem(context, refusal).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
