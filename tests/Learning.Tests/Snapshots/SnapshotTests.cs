using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Schedules;
using RnnCluster.Learning.Snapshots;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Snapshots;

public sealed class SnapshotTests
{
    private const int Taken = SmallRun.WindowsPerEpoch + 1;

    [Theory]
    [InlineData("lstm", 1)]
    [InlineData("gru", 1000)]
    [InlineData("rnn-tanh", 1 << 20)]
    [InlineData("sgd", 4097)]
    public void AReplicaThatLoadsASnapshotGoesOnToTheSameBits(string variant, int piece)
    {
        using var team = new ComputeTeam(1);
        Replica source = Trained(variant, team);
        var pool = new PayloadPool();
        ReplicaSnapshot snapshot = ReplicaSnapshot.Take(source, "small-run", pool);
        Replica target = SmallRun.CreateReplica(variant, team);

        // The source moves on while its snapshot travels.
        _ = SmallRun.Train(source, Training.Groups(source, 1), end: Taken + 2);
        SnapshotBuffer buffer = Receive(snapshot.Head, BytesOf(snapshot), target, piece);
        buffer.Load();
        snapshot.Release();
        Assert.Equal(0, pool.Outstanding);
        Assert.Equal(new Step(Taken), target.Step);
        SmallRun.Reference(variant).EnsureSame(SmallRun.Train(target, Training.Groups(target, 2)));
    }

    [Fact]
    public void AStateOfSeveralChunksIsCutAtEveryMebibyte()
    {
        using var team = new ComputeTeam(1);
        TrainingPlan plan = SmallRun.PlanOf("lstm");
        plan = plan with { Model = plan.Model with { Embedding = 4000 } };
        var data = new ReplicaData(SmallRun.Tokens, SmallRun.Batch, SmallRun.Window);
        var source = new Replica(plan, data, team);
        ReplicaSnapshot snapshot = ReplicaSnapshot.Take(source, "run", new PayloadPool());
        Assert.True(snapshot.Chunks.Count > 3);
        Assert.All(snapshot.Chunks.SkipLast(1), chunk => Assert.Equal(ReplicaSnapshot.ChunkBytes, chunk.Length));
        Assert.InRange(snapshot.Chunks[^1].Length, 1, ReplicaSnapshot.ChunkBytes);
        Assert.Equal(snapshot.Length, snapshot.Chunks.Sum(chunk => (long)chunk.Length));

        var target = new Replica(plan with { Seed = 99 }, data, team);
        var buffer = new SnapshotBuffer(snapshot.Head, target, "run");
        foreach (Payload chunk in snapshot.Chunks)
        {
            Assert.False(buffer.IsComplete);
            buffer.Append(buffer.Received, chunk.Span);
        }

        Assert.True(buffer.IsComplete);
        buffer.Load();
        Assert.Equal(SmallRun.HashOf(source), SmallRun.HashOf(target));
    }

    [Fact]
    public void ASnapshotBringsTheAmendmentsAlong()
    {
        using var team = new ComputeTeam(1);
        Replica source = Trained("lstm", team);
        source.Amend(new Amendment(new Step(20), 0.5));
        ReplicaSnapshot snapshot = ReplicaSnapshot.Take(source, "run", new PayloadPool());
        Replica target = SmallRun.CreateReplica("lstm", team);
        target.Amend(new Amendment(new Step(3), 0.25));
        Receive(snapshot.Head, BytesOf(snapshot), target, 1 << 16).Load();
        Assert.Equal([new Amendment(new Step(20), 0.5)], target.Amendments.Entries);
        Assert.Equal(SmallRun.HashOf(source), SmallRun.HashOf(target));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(50_001)]
    [InlineData(-1)]
    public void ADamagedByteIsFoundAndChangesNothing(int place)
    {
        using var team = new ComputeTeam(1);
        ReplicaSnapshot snapshot = ReplicaSnapshot.Take(Trained("lstm", team), "run", new PayloadPool());
        byte[] bytes = BytesOf(snapshot);
        bytes[place < 0 ? bytes.Length + place : place] ^= 0x10;
        EnsureRefused<InvalidDataException>(snapshot.Head, bytes, team);
    }

    [Fact]
    public void AHeadThatWasAlteredIsFoundAndChangesNothing()
    {
        using var team = new ComputeTeam(1);
        ReplicaSnapshot snapshot = ReplicaSnapshot.Take(Trained("lstm", team), "run", new PayloadPool());
        byte[] bytes = BytesOf(snapshot);
        EnsureRefused<InvalidDataException>(snapshot.Head with { Step = new Step(Taken + 1) }, bytes, team);
        EnsureRefused<InvalidDataException>(snapshot.Head with { Length = bytes.Length + 1 }, [.. bytes, 0], team);
        EnsureRefused<InvalidDataException>(snapshot.Head with { Step = new Step(-1) }, bytes, team);
        EnsureRefused<InvalidDataException>(snapshot.Head with { Length = 1000 }, bytes, team);
        EnsureRefused<InvalidDataException>(snapshot.Head with { Length = long.MaxValue }, bytes, team);
        EnsureRefused<InputException>(snapshot.Head with { RunId = "other" }, bytes, team);
        EnsureRefused<InputException>(snapshot.Head with { NumericsVersion = 2 }, bytes, team);
    }

    [Fact]
    public void AWholeSnapshotOfAnotherModelChangesNothing()
    {
        using var team = new ComputeTeam(1);
        ReplicaSnapshot snapshot = ReplicaSnapshot.Take(Trained("sgd", team), "run", new PayloadPool());
        byte[] bytes = BytesOf(snapshot);

        // As long as a state of this model may be: only its names tell.
        byte[] padded = [.. bytes, .. new byte[500_000]];
        string hash = SnapshotHead.Hash("run", Numerics.Version, new Step(Taken), padded.Length, [padded]);
        EnsureRefused<InputException>(snapshot.Head with { Length = padded.Length, Sha256 = hash }, padded, team);
    }

    [Fact]
    public void PiecesComeInOrderAndEndWhereTheHeadSays()
    {
        using var team = new ComputeTeam(1);
        ReplicaSnapshot snapshot = ReplicaSnapshot.Take(Trained("lstm", team), "run", new PayloadPool());
        byte[] bytes = BytesOf(snapshot);
        Replica target = SmallRun.CreateReplica("lstm", team);
        var buffer = new SnapshotBuffer(snapshot.Head, target, "run");
        buffer.Append(0, bytes.AsSpan(0, 10));
        Assert.Throws<InvalidDataException>(() => buffer.Append(0, bytes.AsSpan(0, 10)));
        Assert.Throws<InvalidDataException>(() => buffer.Append(11, bytes.AsSpan(11, 1)));
        Assert.Throws<InvalidDataException>(() => buffer.Append(10, bytes));
        Assert.Throws<InvalidOperationException>(buffer.Load);
        Assert.Equal((10, false), (buffer.Received, buffer.IsComplete));
        buffer.Append(10, bytes.AsSpan(10));
        buffer.Load();
        Assert.Equal(new Step(Taken), target.Step);
    }

    private static void EnsureRefused<TException>(SnapshotHead head, byte[] bytes, ComputeTeam team)
        where TException : Exception
    {
        Replica target = SmallRun.CreateReplica("lstm", team);
        string before = SmallRun.HashOf(target);
        Assert.Throws<TException>(() => Receive(head, bytes, target, 1 << 16).Load());
        Assert.Equal(before, SmallRun.HashOf(target));
    }

    private static SnapshotBuffer Receive(SnapshotHead head, byte[] bytes, Replica target, int piece)
    {
        var buffer = new SnapshotBuffer(head, target, head.RunId == "small-run" ? "small-run" : "run");
        for (int offset = 0; offset < bytes.Length; offset += piece)
        {
            buffer.Append(offset, bytes.AsSpan(offset, Math.Min(piece, bytes.Length - offset)));
        }

        return buffer;
    }

    private static byte[] BytesOf(ReplicaSnapshot snapshot) =>
        [.. snapshot.Chunks.SelectMany(chunk => chunk.Memory.ToArray())];

    private static Replica Trained(string variant, ComputeTeam team)
    {
        Replica replica = SmallRun.CreateReplica(variant, team);
        _ = SmallRun.Train(replica, Training.Groups(replica, 1), end: Taken);
        return replica;
    }
}
