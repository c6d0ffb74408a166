using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Access;
using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.Web;

/// <summary>What machines ask: is it alive, is it ready, what are its metrics, what is the API.</summary>
internal sealed class HealthRoutes(Desk desk, Func<string>? metrics)
{
    /// <summary>The type of Prometheus' text format.</summary>
    private const string MetricsType = "text/plain; version=0.0.4; charset=utf-8";

    public IEnumerable<Route> All =>
    [
        new Route("GET", "/healthz", AccessLevel.Open, (context, _) => Answers.Text(context, "alive\n")),
        new Route("GET", "/readyz", AccessLevel.Open, Ready),
        new Route("GET", "/metrics", AccessLevel.Read, Metrics),
        new Route("GET", "/api/openapi.json", AccessLevel.Read, (context, _) =>
            Answers.Bytes(context, OpenApiDocument.Bytes, "application/json")),
    ];

    /// <summary>Ready is a run that is open and has not failed; who may not read learns nothing more.</summary>
    private async Task Ready(HttpContext context, Identity who)
    {
        string state = await desk.Ask(model => model.Fold.HasFailed ? "failed" : model.Fold.IsOver ? "over" : "ready")
            .ConfigureAwait(false);
        await Answers.Text(
            context,
            state + "\n",
            status: state == "ready" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable)
            .ConfigureAwait(false);
    }

    private Task Metrics(HttpContext context, Identity who) => metrics is not null
        ? Answers.Text(context, metrics(), MetricsType)
        : Answers.Problem(context, new Problem(
            StatusCodes.Status404NotFound, "Not found", "this process has no metrics"));
}
