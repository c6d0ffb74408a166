using System.Text;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

public sealed class CheckpointStoreTests
{
    [Fact]
    public void WhatWasWrittenComesBackBitForBit()
    {
        var storage = new FaultyStorage();
        CheckpointContent written = Sample.Content(30);
        string hash = Sample.Store(storage).Write(written);
        Assert.True(Sample.Store(storage).TryOpenLatest(out Checkpoint? read));
        Assert.Equal("out/checkpoint-0000000030", read.Location);
        Assert.Equal(hash, read.StateHash);
        Assert.Equal(hash, StateHash.Compute(written.State));
        Assert.Equal(written.Spec.ToArray(), read.Content.Spec.ToArray());
        Assert.Equal(written.Progress.ToArray(), read.Content.Progress.ToArray());
        Assert.Equal(written.Identity.CanonicalSpec.ToArray(), read.Content.Identity.CanonicalSpec.ToArray());
        Assert.Equal(written.Identity.Vocabulary.ToArray(), read.Content.Identity.Vocabulary.ToArray());
        Assert.Equal(written.Identity.DataHash, read.Content.Identity.DataHash);
        Assert.Equal(written.State.Tensors.Select(Describe), read.State.Tensors.Select(Describe));
    }

    [Fact]
    public void EqualRunsWriteEqualBytes()
    {
        var first = new FaultyStorage();
        var second = new FaultyStorage();
        Sample.Store(first).Write(Sample.Content(30));
        Sample.Store(second).Write(Sample.Content(30));
        Assert.Equal(
            ["checkpoint-0000000030/manifest.json", "checkpoint-0000000030/state.safetensors", "latest"],
            first.Files.Keys);
        Assert.All(first.Files, file => Assert.Equal(file.Value, second.Files[file.Key]));
    }

    [Fact]
    public void TheManifestIsPinned()
    {
        var storage = new FaultyStorage();
        Sample.Store(storage).Write(Sample.Content(4));
        Assert.Equal(
            """
            {
              "format": "rnncluster-checkpoint",
              "formatVersion": 1,
              "numericsVersion": 1,
              "runId": "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
              "step": 4,
              "stateHash": "d4c63d3c047f86ee5101755c986e49abcafc0aa2341e9ed2008ffdfb766ce8c6",
              "state": {
                "file": "state.safetensors",
                "bytes": 540,
                "sha256": "25092e6d00461cc0657a0afb1a4900842351318e84a3bbc5718ae60d6e31e7ce"
              },
              "dataHash": "d474",
              "progress": {"trainLoss":0.25},
              "spec": {"name": "sample", "seed": 1},
              "canonicalSpec": {"model":{"cell":"lstm","hidden":4},"seed":1},
              "vocabulary": ["a","é"],
              "manifestSha256": "69a6b1b924b9dc5063fcfb8a77f6090010f70e5ebc2c806a9b3b3752637a375a"
            }

            """,
            Encoding.UTF8.GetString(storage.Files["checkpoint-0000000004/manifest.json"]));
    }

    [Theory]
    [InlineData(1, "50")]
    [InlineData(2, "40 50")]
    [InlineData(9, "10 20 30 40 50")]
    public void TheNewestStayAndTheOthersAreDeletedWithTheirFiles(int keep, string expected)
    {
        var storage = new FaultyStorage();
        CheckpointStore store = Sample.Store(storage, keep);
        for (int step = 10; step <= 50; step += 10)
        {
            store.Write(Sample.Content(step));
        }

        Assert.Equal(expected, string.Join(' ', store.Steps));
        Assert.Equal((2 * store.Steps.Count) + 1, storage.Files.Count);
        Assert.Equal("checkpoint-0000000050\n", Encoding.ASCII.GetString(storage.Files["latest"]));
    }

    [Fact]
    public void AnotherRunsNewerCheckpointNeverPushesOutTheOneJustWritten()
    {
        var storage = new FaultyStorage();
        Sample.Store(storage, keep: 1).Write(Sample.Content(90));
        Sample.Store(storage, keep: 1).Write(Sample.Content(10));
        Assert.Equal("10 90", string.Join(' ', Sample.Store(storage).Steps));
    }

    [Fact]
    public void LeftOverTemporaryFilesAreIgnoredAndDeletedByTheNextWrite()
    {
        var storage = new FaultyStorage();
        Sample.Store(storage).Write(Sample.Content(10));
        storage.Files["checkpoint-0000000020/state.safetensors.tmp"] = [1];
        storage.Files["latest.tmp"] = [2];
        storage.Files["mine.tmp"] = [3];
        Assert.True(Sample.Store(storage).TryOpenLatest(out Checkpoint? checkpoint));
        Assert.Equal(10, checkpoint.Step.Value);
        Sample.Store(storage).Write(Sample.Content(30));
        Assert.Equal(["mine.tmp"], storage.Files.Keys.Where(name => name.EndsWith(".tmp", StringComparison.Ordinal)));
    }

    [Fact]
    public void AStateWithNaNIsNotWrittenAtAll()
    {
        var storage = new FaultyStorage();
        var state = new StateImage(
            Sample.RunId, 1, new Step(10), [StateTensor.Of("decoder.bias", [2], new[] { 1f, float.NaN })]);
        var content = new CheckpointContent(Sample.Identity, state, Sample.Json("{}"), Sample.Json("{}"));
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => Sample.Store(storage).Write(content));
        Assert.Equal("step 10: element 1 of tensor 'decoder.bias' is not a finite number", fault.Message);
        Assert.Empty(storage.Files);
    }

    private static string Describe(StateTensor tensor) =>
        $"{tensor.Name} {tensor.Type} {TensorTypes.Text(tensor.Shape)} {Convert.ToHexString(tensor.Bytes)}";
}
