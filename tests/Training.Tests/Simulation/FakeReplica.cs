using System.Runtime.InteropServices;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Tests.Simulation;

/// <summary>What a process holds of the run: whatever is asked of it at a wrong moment fails the test.</summary>
internal sealed class FakeReplica(int slices, int shards, PayloadPool pool)
{
    private readonly double?[] averages = new double?[slices];
    private readonly ulong?[] carried = new ulong?[shards];
    private FakeState? state;

    public FakeState State => state ?? throw new InvalidOperationException("there is no state yet");

    public bool HasState => state is not null;

    /// <summary>Whether a bit of it was turned: what it makes from here on is worth nothing.</summary>
    public bool IsBroken { get; private set; }

    public void Load(FakeState loaded)
    {
        state = loaded;
        IsBroken = false;
        Array.Clear(averages);
        Array.Clear(carried);
    }

    public void Break()
    {
        state = State with { Hash = State.Hash ^ 1 };
        IsBroken = true;
    }

    public SliceSum Sum(long term, Step step, long plan, TreeNode subtree, int slice)
    {
        Ensure.That(State.Step == step);
        Payload payload = Write(State.Gradient(subtree, slice));
        return new SliceSum(term, step, plan, subtree, slice, SliceEncoding.Dense, State.Hash, 0, payload);
    }

    public ShardReport Report(long term, Step step, long plan, TreeNode subtree, TimeSpan time)
    {
        Ensure.That(State.Step == step);
        Payload payload = pool.Rent(sizeof(ulong) * subtree.ShardCount);
        Span<ulong> states = MemoryMarshal.Cast<byte, ulong>(payload.Span);
        for (int index = 0; index < states.Length; index++)
        {
            states[index] = State.Carry(subtree.FirstShard + index);
            Carry(subtree.FirstShard + index, states[index]);
        }

        return new ShardReport(
            term, step, plan, subtree, State.Loss(subtree), time, State.Hash, 0, payload.Length, 0, 0,
            payload);
    }

    public Payload Reduce(Step step, int slice, IReadOnlyList<SliceSum> terms)
    {
        Ensure.That(State.Step == step);
        Dictionary<TreeNode, double> sums = terms.ToDictionary(term => term.Subtree, term => Read(term.Payload));
        double sum = Sum(TreeNode.Root(shards));
        averages[slice] = sum;
        return Write(sum);

        double Sum(TreeNode node)
        {
            if (sums.TryGetValue(node, out double known))
            {
                return known;
            }

            Ensure.That(node.Level > 0);
            var left = new TreeNode(node.Level - 1, node.Index * 2);
            return Sum(left) + Sum(new TreeNode(left.Level, left.Index + 1));
        }
    }

    public void Store(SliceAverage average)
    {
        Ensure.That(State.Step == average.Step && averages[average.Slice] is null);
        averages[average.Slice] = Read(average.Payload);
    }

    public void Store(CarriedState message)
    {
        Ensure.That(State.Step == message.Step);
        ReadOnlySpan<ulong> states = MemoryMarshal.Cast<byte, ulong>(message.Payload.Span);
        Ensure.That(states.Length == message.Subtree.ShardCount);
        for (int index = 0; index < states.Length; index++)
        {
            Carry(message.Subtree.FirstShard + index, states[index]);
        }
    }

    public void Amend(Step from, double rate)
    {
        Ensure.That(from > State.Step);
        state = State with { Amendments = [.. State.Amendments, (from, rate)] };
    }

    public void Apply(Step step, double loss)
    {
        Ensure.That(State.Step == step);
        Ensure.That(Array.TrueForAll(averages, average => average is not null));
        Ensure.That(Array.TrueForAll(carried, value => value is not null));
        state = State.Apply(
            [.. averages.Select(value => value!.Value)], loss, [.. carried.Select(value => value!.Value)]);
        Array.Clear(averages);
        Array.Clear(carried);
    }

    private void Carry(int shard, ulong value)
    {
        Ensure.That(carried[shard] is null || carried[shard] == value || IsBroken);
        carried[shard] = value;
    }

    private Payload Write(double value)
    {
        Payload payload = pool.Rent(sizeof(double));
        MemoryMarshal.Write(payload.Span, value);
        return payload;
    }

    private static double Read(Payload payload) => MemoryMarshal.Read<double>(payload.Span);
}
