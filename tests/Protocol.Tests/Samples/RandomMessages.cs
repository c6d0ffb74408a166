using System.Reflection;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Samples;

/// <summary>Messages of any type with any values that its documentation allows.</summary>
internal static class RandomMessages
{
    public static Envelope Envelope(Type type, Draws draws, PayloadPool pool, int payloadLengthMax = 300) =>
        new(
            "/user/" + draws.Name(),
            draws.Chance(2) ? null : draws.Text(draws.Next(1, 60)),
            Message(type, draws, pool, payloadLengthMax));

    private static Message Message(Type type, Draws draws, PayloadPool pool, int payloadLengthMax)
    {
        ParameterInfo[] parameters = type.GetConstructors().Single().GetParameters();
        object?[] values =
            [.. parameters.Select(parameter => Value(parameter, draws, pool, payloadLengthMax))];
        int total = Array.FindIndex(parameters, parameter => parameter.Name == "Total");
        if (total > 0)
        {
            long offset = draws.Count() / 4;
            values[total - 1] = offset;
            values[total] = offset + ((Payload)values[^1]!).Length + (draws.Chance(2) ? 0 : draws.Count() / 4);
        }

        return (Message)type.GetConstructors().Single().Invoke(values);
    }

    private static object? Value(ParameterInfo parameter, Draws draws, PayloadPool pool, int payloadLengthMax)
    {
        Type type = parameter.ParameterType;
        Type? optional = Nullable.GetUnderlyingType(type);
        return optional is not null && draws.Chance(3)
            ? null
            : parameter.Name switch
            {
                "Vocabulary" => draws.Next(1, int.MaxValue - 1),
                "BlocksPerSlice" => draws.Next(1, Limits.SliceBlocksMax),
                "Rate" or "Norm" => draws.Next(1, 1_000_000) / 3e5,
                "Loss" when parameter.Member.DeclaringType == typeof(StepCompleted) => draws.Next(-100, 100) / 3.0,
                "Hash" or "Training" or "StateHash" => Convert.ToHexStringLower(draws.Bytes(32)),
                "Sha256" => new ReadOnlyMemory<byte>(draws.Bytes(32)),
                "Payload" => RandomPayload(draws, pool, payloadLengthMax),
                _ => Value(optional ?? type, draws),
            };
    }

    private static Payload RandomPayload(Draws draws, PayloadPool pool, int lengthMax)
    {
        Payload payload = pool.Rent(draws.Next(0, lengthMax));
        draws.Bytes(payload.Length).CopyTo(payload.Span);
        return payload;
    }

    private static object Value(Type type, Draws draws)
    {
        object value = type switch
        {
            _ when type == typeof(int) => draws.Next(0, int.MaxValue - 1) >> draws.Next(0, 30),
            _ when type == typeof(long) => draws.Count(),
            _ when type == typeof(double) => draws.Real(),
            _ when type == typeof(bool) => draws.Chance(2),
            _ when type == typeof(string) => draws.Text(draws.Next(0, 50)),
            _ when type == typeof(TimeSpan) => Duration(draws),
            _ when type == typeof(Step) => new Step(draws.Count()),
            _ when type == typeof(NodeId) => new NodeId(draws.Name()),
            _ when type == typeof(RunId) => new RunId(Wide(draws), Wide(draws)),
            _ when type == typeof(UInt128) => Wide(draws),
            _ when type == typeof(ulong) => draws.Word64(),
            _ when type == typeof(TreeNode) => Subtree(draws),
            _ when type == typeof(ReadOnlyMemory<byte>) =>
                new ReadOnlyMemory<byte>(draws.Bytes(draws.Next(0, draws.Chance(20) ? 70_000 : 400))),
            _ when type == typeof(ConnectionKind) => draws.Choice<ConnectionKind>(),
            _ when type == typeof(SliceEncoding) => draws.Choice<SliceEncoding>(),
            _ when type == typeof(DamagedPart) => draws.Choice<DamagedPart>(),
            _ when type == typeof(AssignmentReason) => draws.Choice<AssignmentReason>(),
            _ when type == typeof(MemberState) => draws.Choice<MemberState>(),
            _ when type == typeof(IReadOnlyList<double>) => Many(draws, Limits.SliceBlocksMax, each => each.Real()),
            _ when type == typeof(IReadOnlyList<string>) => Many(draws, Limits.LabelsMax, each => each.Name()),
            _ when type == typeof(Histogram) => new Histogram(
                draws.Real(), draws.Real(), draws.Real(), draws.Real(),
                Many(draws, Limits.BucketsMax, each => each.Count())),
            _ when type == typeof(StepTimes) => new StepTimes(
                Duration(draws), Duration(draws), Duration(draws), Duration(draws), Duration(draws), Duration(draws),
                Duration(draws)),
            _ when type == typeof(IReadOnlyList<NodeId>) => Many(draws, 40, each => new NodeId(each.Name())),
            _ when type == typeof(IReadOnlyList<TreeNode>) => Many(draws, 40, Subtree),
            _ when type == typeof(IReadOnlyList<Assignment>) =>
                Many(draws, 12, each => new Assignment(new NodeId(each.Name()), Many(each, 12, Subtree))),
            _ => throw new NotSupportedException($"no random value for {type}"),
        };
        return value;
    }

    private static TimeSpan Duration(Draws draws) =>
        new(draws.Count() % (Limits.DurationMax.Ticks + 1));

    private static UInt128 Wide(Draws draws) => new(draws.Word64(), draws.Word64());

    private static TreeNode Subtree(Draws draws)
    {
        int level = draws.Next(0, Limits.ShardLevelsMax);
        return new TreeNode(level, draws.Next(0, (Limits.SubtreesMax >> level) - 1));
    }

    private static T[] Many<T>(Draws draws, int countMax, Func<Draws, T> draw) =>
        [.. Enumerable.Range(0, draws.Next(0, countMax)).Select(_ => draw(draws))];
}
