using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>
/// A state holds all that the next step depends on: a replica that loads it goes on to the same bits.
/// </summary>
public sealed class ResumeTests
{
    /// <summary>One step after an epoch's beginning, so that the carried states matter.</summary>
    private const int Stop = SmallRun.WindowsPerEpoch + 1;

    public static TheoryData<string> Variants => [.. SmallRun.Names];

    [Theory]
    [MemberData(nameof(Variants))]
    public void AReplicaThatLoadsAStateGoesOnToTheSameBits(string variant)
    {
        using var team = new ComputeTeam(1);
        Replica first = SmallRun.CreateReplica(variant, team);
        _ = SmallRun.Train(first, Training.Groups(first, 3), end: Stop);
        StateImage image = CopyOf(first);

        using var otherTeam = new ComputeTeam(2);
        Replica second = SmallRun.CreateReplica(variant, otherTeam);
        ReplicaImage.Load(second, image);
        Assert.Equal(SmallRun.HashOf(first), SmallRun.HashOf(second));
        SmallRun.Reference(variant).EnsureSame(SmallRun.Train(second, Training.Groups(second, 2)));
    }

    [Fact]
    public void AReplicaThatWentAstrayIsBroughtBackByAState()
    {
        using var team = new ComputeTeam(1);
        Replica first = SmallRun.CreateReplica("lstm", team);
        ShardGroup[] groups = Training.Groups(first, 1);
        _ = SmallRun.Train(first, groups, end: Stop);
        StateImage image = CopyOf(first);
        _ = SmallRun.Train(first, groups, end: Stop + 5);
        ReplicaImage.Load(first, image);
        SmallRun.Reference("lstm").EnsureSame(SmallRun.Train(first, groups));
    }

    [Theory]
    [InlineData("encoder.weight")]
    [InlineData("rnn.weight_hh_l1")]
    [InlineData("optimizer.m.decoder.bias")]
    [InlineData("optimizer.v.encoder.weight")]
    [InlineData("carried.rnn.l0.h")]
    [InlineData("carried.rnn.l1.c")]
    [InlineData("progress.digest")]
    public void EveryPartOfAStateMatters(string changed)
    {
        using var team = new ComputeTeam(1);
        Replica first = SmallRun.CreateReplica("lstm", team);
        _ = SmallRun.Train(first, Training.Groups(first, 1), end: Stop);
        StateImage image = CopyOf(first, changed);
        Replica second = SmallRun.CreateReplica("lstm", team);
        ReplicaImage.Load(second, image);
        RunTrace astray = SmallRun.Train(second, Training.Groups(second, 1), end: Stop + 1);
        Assert.NotEqual(SmallRun.Reference("lstm").Lines[Stop], Assert.Single(astray.Lines));
    }

    /// <summary>An image whose memory is its own; in one tensor the first element's second byte is another.</summary>
    private static StateImage CopyOf(Replica replica, string? changed = null)
    {
        StateImage image = ReplicaImage.Of(replica, "small-run");
        Assert.True(changed is null || image.TryFind(changed, out _));
        StateTensor[] copies = [.. image.Tensors.Select(tensor =>
        {
            byte[] bytes = tensor.Bytes.ToArray();
            bytes[1] ^= tensor.Name == changed ? (byte)0x40 : (byte)0;
            return StateTensor.FromBytes(tensor.Name, tensor.Type, tensor.Shape, bytes);
        })];
        return new StateImage(image.RunId, image.NumericsVersion, image.Step, copies);
    }
}
