using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Learning.Exchange;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>
/// Reduces the slices of the step that the coordinator's replica is at, while that computes on its own thread: a slice
/// is averaged and on its way to the others before the last one is computed. What is asked for a later step waits until
/// the replica has reached it; what is asked for an earlier one has been overtaken. The two never write one average at
/// the same time: the replica's update needs all slices, and this actor hears of the next step after it.
/// </summary>
public sealed class ReducerActor : MeasuredActor
{
    private readonly ReplicaHome home;
    private readonly SliceReducer reducer;
    private readonly List<(ReducerRequest.Reduce Request, IActorRef From)> early = [];
    private AverageBuffer? average;
    private Step step;

    /// <summary>Somebody was told that this cannot go on.</summary>
    private bool hasFailed;

    /// <summary>A reducer that waits for its replica.</summary>
    /// <param name="home">The coordinator's replica, which is told of this actor.</param>
    public ReducerActor(ReplicaHome home)
    {
        ArgumentNullException.ThrowIfNull(home);
        this.home = home;

        // On one thread: a slice takes less time than waking a team for it.
        reducer = new SliceReducer(home.Replica.Plan, home.Slices);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach ((ReducerRequest.Reduce request, _) in early)
        {
            request.Release();
        }
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReducerRequest.Begin begin:
                Begin(begin);
                break;
            case ReducerRequest.Reduce reduce:
                Take(reduce, Sender);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(ReducerRequest.Begin begin)
    {
        (step, average) = (begin.Step, begin.Average);
        (ReducerRequest.Reduce Request, IActorRef From)[] waiting = [.. early];
        early.Clear();
        foreach ((ReducerRequest.Reduce request, IActorRef from) in waiting)
        {
            Take(request, from);
        }
    }

    private void Take(ReducerRequest.Reduce request, IActorRef from)
    {
        if (hasFailed || request.Step < step)
        {
            request.Release();
        }
        else if (average is null || request.Step > step)
        {
            early.Add((request, from));
        }
        else
        {
            Reduce(request, average, from);
        }
    }

    private void Reduce(ReducerRequest.Reduce request, AverageBuffer target, IActorRef from)
    {
        long begun = home.Stopwatch.Now;
        try
        {
            reducer.Reduce(
                request.Slice,
                [.. request.Terms.Select(term => new SliceTerm(term.Subtree, term.Encoding, term.Payload))],
                target);
        }
        catch (InvalidDataException fault)
        {
            hasFailed = true;
            from.Tell(new ReplicaReply.Failed(fault.Message, FailureKind.World), Self);
            return;
        }
        finally
        {
            request.Release();
        }

        (SliceEncoding encoding, Payload floats) = request.IsShared
            ? home.Codec.Encode(target, request.Slice)
            : (SliceEncoding.Dense, new Payload(Memory<byte>.Empty));
        double[] squares = target.SquaresOf(request.Slice).ToArray();
        ulong checksum = request.IsShared
            ? ExchangeChecksum.OfAverage(request.Step, request.Slice, encoding, squares, floats.Span)
            : 0;
        home.Stopwatch.OnReduced(begun);
        from.Tell(
            new ReplicaReply.Reduced(request.Step, request.Slice, encoding, squares, floats, checksum),
            Self);
    }
}
