using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Access;
using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.History;
using RnnCluster.Dashboard.Shelf;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Web;

/// <summary>What there is to read about the run.</summary>
internal sealed class ReadRoutes(Desk desk, ActorBoard actors, RunShelf shelf)
{
    private const int PointsDefault = 1500;

    /// <summary>As many rows as a curve can have.</summary>
    private const int PointsMax = Curve.RecentMax + Curve.BucketsMax;

    private const int EventsDefault = 500;
    private const int AnatomyDefault = 300;
    private const int TraceDefault = 100;

    public IEnumerable<Route> All =>
    [
        Read("/api/runs/current", _ => model => model.Snapshot(), ApiJson.Default.Snapshot),
        Read("/api/series", Series, ApiJson.Default.SeriesAnswer),
        Read("/api/events", Events, ApiJson.Default.EventsAnswer),
        Read("/api/anatomy", Anatomy, ApiJson.Default.AnatomyAnswer),
        Read("/api/network", _ => model => model.Network(), ApiJson.Default.NetworkAnswer),
        new Route("GET", "/api/actors", AccessLevel.Read, (context, _) =>
            Answers.Json(context, actors.Inspect(), ApiJson.Default.ActorsAnswer)),
        new Route("GET", "/api/runs", AccessLevel.Read, (context, _) =>
            Answers.Json(context, shelf.List(), ApiJson.Default.RunsAnswer)),
        new Route("GET", "/api/runs/{key}/series", AccessLevel.Read, OtherSeries),
        new Route("GET", "/api/trace", AccessLevel.Read, Trace),
    ];

    private Route Read<T>(
        string pattern, Func<HttpContext, Func<DashboardModel, T>> parse, JsonTypeInfo<T> type)
        where T : class =>
        new("GET", pattern, AccessLevel.Read, async (context, _) =>
        {
            T answer = await desk.Ask(parse(context)).ConfigureAwait(false);
            await Answers.Json(context, answer, type).ConfigureAwait(false);
        });

    private static Func<DashboardModel, SeriesAnswer> Series(HttpContext context)
    {
        (string[] names, long from, long? to, int points) = Parse(context);
        return model => model.Series(names, from, to, points);
    }

    private Task OtherSeries(HttpContext context, Identity who)
    {
        (string[] names, long from, long? to, int points) = Parse(context);
        string key = (string)context.Request.RouteValues["key"]!;
        return shelf.Series(key, names, from, to, points) is { } answer
            ? Answers.Json(context, answer, ApiJson.Default.SeriesAnswer)
            : Answers.Problem(context, new Problem(
                StatusCodes.Status404NotFound, "Not found", $"there is no run '{key}' beside this one"));
    }

    private static (string[] Names, long From, long? To, int Points) Parse(HttpContext context)
    {
        string[] names = Answers.Words(context, "names") ?? ["loss"];
        if (Array.Find(names, name => !StepCurves.IsName(name)) is { } wrong)
        {
            throw new InputException($"'{wrong}' is no series; there are {string.Join(", ", StepCurves.Names)}");
        }

        return (
            names,
            Answers.Number(context, "from", 0, long.MaxValue) ?? 0,
            Answers.Number(context, "to", 0, long.MaxValue),
            (int)(Answers.Number(context, "points", 1, PointsMax) ?? PointsDefault));
    }

    private static Func<DashboardModel, EventsAnswer> Events(HttpContext context)
    {
        long after = Answers.Number(context, "after", 0, long.MaxValue) ?? 0;
        string[]? kinds = Answers.Words(context, "kinds");
        string? node = context.Request.Query["node"] is [{ Length: > 0 } name] ? name : null;
        int limit = (int)(Answers.Number(context, "limit", 1, EventLog.NewestMax) ?? EventsDefault);
        return model => model.Events(after, kinds, node, limit);
    }

    private static Func<DashboardModel, AnatomyAnswer> Anatomy(HttpContext context)
    {
        int steps = (int)(Answers.Number(context, "steps", 1, AnatomyLog.StepsMax) ?? AnatomyDefault);
        return model => model.Anatomy(steps);
    }

    private async Task Trace(HttpContext context, Identity who)
    {
        int steps = (int)(Answers.Number(context, "steps", 1, AnatomyLog.StepsMax) ?? TraceDefault);
        AnatomyAnswer anatomy = await desk.Ask(model => model.Anatomy(steps)).ConfigureAwait(false);
        context.Response.Headers.ContentDisposition = "attachment; filename=\"rnncluster-trace.json\"";
        await Answers.Bytes(context, TraceDocument.Of(anatomy.Rows), "application/json").ConfigureAwait(false);
    }
}
