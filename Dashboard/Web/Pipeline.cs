using Akka.Actor;
using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Access;
using RnnCluster.Dashboard.Api;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Web;

/// <summary>What every request passes: headers, the name it asked for, access; and answers to faults.</summary>
/// <param name="gate">Decides about access.</param>
/// <param name="desk">Writes down what was refused.</param>
/// <param name="loopback">The loopback address that is listened on; null if it is another one.</param>
internal sealed class Pipeline(AccessGate gate, Desk desk, string? loopback)
{
    /// <summary>Comes before the route is chosen.</summary>
    public async Task Guard(HttpContext context, Func<Task> next)
    {
        context.Features.Get<ConnectionSeats.Seat>()?.OnRequest();
        SecurityHeaders.Set(context.Response.Headers);
        if (loopback is not null && !HostNames.IsLoopback(context.Request.Host, loopback))
        {
            await Answers.Problem(context, new Problem(
                StatusCodes.Status421MisdirectedRequest,
                "Misdirected request",
                "this address answers to localhost, 127.0.0.1 and [::1] only")).ConfigureAwait(false);
            return;
        }

        await next().ConfigureAwait(false);
    }

    /// <summary>Answers a request by its route, if it may be.</summary>
    public async Task Serve(HttpContext context, Route route)
    {
        Problem? refusal = gate.Judge(context, route.Level, out Identity who);
        if (refusal is not null)
        {
            if (route.Level == AccessLevel.Control && refusal.Status != StatusCodes.Status429TooManyRequests)
            {
                desk.Record(who.ToString(), context.Request.Path.ToString(), isAccepted: false, refusal.Title);
            }

            await Answers.Problem(context, refusal).ConfigureAwait(false);
            return;
        }

        try
        {
            await route.Handle(context, who).ConfigureAwait(false);
        }
        catch (Exception fault) when (!context.Response.HasStarted && ProblemOf(fault) is { } problem)
        {
            await Answers.Problem(context, problem).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // They have gone.
        }
    }

    private static Problem? ProblemOf(Exception fault) => fault switch
    {
        InputException => new Problem(StatusCodes.Status400BadRequest, "Bad request", fault.Message),
        BadHttpRequestException bad => new Problem(bad.StatusCode, "Bad request", fault.Message),
        AskTimeoutException => new Problem(
            StatusCodes.Status503ServiceUnavailable, "Unavailable", "the run does not answer"),
        OperationCanceledException => null,
        _ => new Problem(
            StatusCodes.Status500InternalServerError, "Internal error", $"a fault of the dashboard: {fault.Message}"),
    };
}
