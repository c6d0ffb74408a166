using System.Globalization;
using Microsoft.AspNetCore.Http;
using RnnCluster.Dashboard.Access;
using RnnCluster.Dashboard.Api;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Protocol.Commands;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Web;

/// <summary>What operators may do.</summary>
internal sealed class ControlRoutes(Desk desk, IStorage storage) : IDisposable
{
    /// <summary>A checkpoint is read into memory to be checked: one at a time.</summary>
    private readonly SemaphoreSlim verifying = new(1, 1);

    public IEnumerable<Route> All =>
    [
        Command("/api/control/pause", "pause", new PauseRun()),
        Command("/api/control/resume", "resume", new ResumeRun()),
        Command("/api/control/checkpoint", "checkpoint now", new CheckpointNow()),
        Command("/api/control/stop", "stop", new StopRun("stopped by an operator")),
        new Route("POST", "/api/control/drain", AccessLevel.Control, Drain),
        new Route("POST", "/api/control/learning-rate", AccessLevel.Control, SetLearningRate),
        new Route("POST", "/api/checkpoints/{step}/verify", AccessLevel.Control, Verify),
    ];

    public void Dispose() => verifying.Dispose();

    private Route Command(string pattern, string action, OperatorCommand command) =>
        new("POST", pattern, AccessLevel.Control, async (context, who) =>
        {
            _ = await CommandBody.Read(context).ConfigureAwait(false);
            await Do(context, who, action, command).ConfigureAwait(false);
        });

    private async Task Drain(HttpContext context, Identity who)
    {
        CommandBody body = await CommandBody.Read(context, "node").ConfigureAwait(false);
        string? node = body.Text("node");
        if (!NodeId.IsName(node))
        {
            throw new InputException("'node' must be a node's name");
        }

        await Do(context, who, $"drain {node}", new DrainWorker(new NodeId(node!))).ConfigureAwait(false);
    }

    private async Task SetLearningRate(HttpContext context, Identity who)
    {
        CommandBody body = await CommandBody.Read(context, "rate", "from").ConfigureAwait(false);
        if (body.Number("rate") is not { } rate || rate <= 0)
        {
            throw new InputException("'rate' must be a number above 0");
        }

        Step? from = body.Count("from") is { } step ? new Step(step) : null;
        string action = string.Create(
            CultureInfo.InvariantCulture, $"learning rate {rate}{(from is null ? "" : $" from step {from}")}");
        await Do(context, who, action, new SetLearningRate(rate, from)).ConfigureAwait(false);
    }

    private async Task Do(HttpContext context, Identity who, string action, OperatorCommand command)
    {
        CommandReply reply = await desk.Command(who.ToString(), action, command).ConfigureAwait(false);
        await Answers.Json(
            context,
            new ControlAnswer(reply.IsAccepted, reply.Text),
            ApiJson.Default.ControlAnswer,
            reply.IsAccepted ? StatusCodes.Status200OK : StatusCodes.Status409Conflict).ConfigureAwait(false);
    }

    private async Task Verify(HttpContext context, Identity who)
    {
        _ = await CommandBody.Read(context).ConfigureAwait(false);
        string text = (string)context.Request.RouteValues["step"]!;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long step))
        {
            throw new InputException($"'{text}' is no step");
        }

        await verifying.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        VerifyAnswer answer;
        try
        {
            // Reading and hashing takes seconds for a large state: not on the thread that answers.
            answer = await Task.Run(() => Check(step)).ConfigureAwait(false);
        }
        finally
        {
            verifying.Release();
        }

        desk.Record(who.ToString(), $"verify the checkpoint of step {text}", isAccepted: true, answer.Text);
        await Answers.Json(context, answer, ApiJson.Default.VerifyAnswer).ConfigureAwait(false);
    }

    private VerifyAnswer Check(long step)
    {
        try
        {
            Checkpoint checkpoint = new CheckpointStore(storage, keep: 1, static _ => { }).Read(new Step(step));
            return new VerifyAnswer(step, true, $"it is whole: its state has the hash {checkpoint.StateHash}");
        }
        catch (Exception fault) when (fault is InputException or StorageException)
        {
            return new VerifyAnswer(step, false, fault.Message);
        }
    }
}
