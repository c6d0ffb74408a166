using Akka.Actor;
using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Access;
using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.Watchers;

namespace RnnCluster.Dashboard.Web;

/// <summary>The live stream: server-sent events.</summary>
internal sealed class StreamRoute(Desk desk, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Four times what is measured; each costs a connection and 32 pointers to shared frames.</summary>
    public const int WatchersMax = 256;

    /// <summary>Proxies close what is silent for half a minute.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    private const string ContentType = "text/event-stream";

    private int watchers;

    public Route Route => new("GET", "/api/stream", AccessLevel.Read, Serve);

    private async Task Serve(HttpContext context, Identity who)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentType = ContentType;
            return;
        }

        if (Interlocked.Increment(ref watchers) > WatchersMax)
        {
            Interlocked.Decrement(ref watchers);
            await Answers.Problem(context, new Problem(
                StatusCodes.Status503ServiceUnavailable, "Unavailable", $"{WatchersMax} watch already"))
                .ConfigureAwait(false);
            return;
        }

        var watcher = new Watcher();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            context.Features.Get<ConnectionSeats.Seat>()?.Keep();
            context.Response.ContentType = ContentType;
            await context.Response.Body.WriteAsync(Frames.Hello, end.Token).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(end.Token).ConfigureAwait(false);
            desk.Dashboard.Tell(new DashboardMessage.Join(watcher));
            await Pump(context.Response, watcher, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // They have gone, or we go.
        }
        finally
        {
            Interlocked.Decrement(ref watchers);
            context.Features.Get<ConnectionSeats.Seat>()?.OnRequest();
            desk.Dashboard.Tell(new DashboardMessage.Leave(watcher));
        }
    }

    private async Task Pump(HttpResponse response, Watcher watcher, CancellationToken end)
    {
        while (!watcher.IsOver)
        {
            if (watcher.TryTake(out ReadOnlyMemory<byte>? frame))
            {
                await response.Body.WriteAsync(frame.Value, end).ConfigureAwait(false);
                continue;
            }

            if (watcher.MustJoin())
            {
                desk.Dashboard.Tell(new DashboardMessage.Join(watcher));
            }

            await response.Body.FlushAsync(end).ConfigureAwait(false);
            try
            {
                await watcher.WhenReady().WaitAsync(HeartbeatInterval, time, end).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                await response.Body.WriteAsync(Frames.Heartbeat, end).ConfigureAwait(false);
            }
        }
    }
}
