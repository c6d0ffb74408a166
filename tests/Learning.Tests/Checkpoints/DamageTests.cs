using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>Changes every byte of a checkpoint, and cuts it at every length.</summary>
public sealed class DamageTests
{
    private const string Newest = "checkpoint-0000000020";

    [Theory]
    [InlineData("state.safetensors")]
    [InlineData("manifest.json")]
    public void EverySingleChangedByteIsNoticedAndNamedAndTheCheckpointBeforeIsUsed(string file)
    {
        FaultyStorage storage = TwoCheckpoints();
        string name = $"{Newest}/{file}";
        byte[] bytes = storage.Files[name];
        for (int position = 0; position < bytes.Length; position++)
        {
            byte good = bytes[position];
            bytes[position] ^= (byte)(1 << (position % 8));
            AssertThePreviousIsUsed(storage, name);
            bytes[position] = good;
        }

        Assert.Equal(20, Open(storage, []));
    }

    [Theory]
    [InlineData("state.safetensors")]
    [InlineData("manifest.json")]
    public void EveryTruncationIsNoticedAndNamedAndTheCheckpointBeforeIsUsed(string file)
    {
        FaultyStorage storage = TwoCheckpoints();
        string name = $"{Newest}/{file}";
        byte[] bytes = storage.Files[name];
        for (int length = 0; length < bytes.Length; length++)
        {
            storage.Files[name] = bytes[..length];
            AssertThePreviousIsUsed(storage, name);
        }

        storage.Files[name] = [.. bytes, 0];
        AssertThePreviousIsUsed(storage, name);
    }

    [Fact]
    public void EverySingleChangedByteOfLatestIsNoticedAndTheNewestIsUsedAllTheSame()
    {
        FaultyStorage storage = TwoCheckpoints();
        byte[] bytes = storage.Files["latest"];
        for (int position = 0; position < bytes.Length; position++)
        {
            byte good = bytes[position];
            bytes[position] ^= (byte)(1 << (position % 8));
            var warnings = new List<string>();
            Assert.Equal(20, Open(storage, warnings));
            Assert.Equal(
                $"out/latest: does not name {Newest}, the newest good one, which is used", Assert.Single(warnings));
            bytes[position] = good;
        }
    }

    [Fact]
    public void WhenNoCheckpointIsGoodTheErrorListsEachWithItsReason()
    {
        FaultyStorage storage = TwoCheckpoints();
        storage.Files["checkpoint-0000000010/state.safetensors"][^1] ^= 1;
        storage.Files.Remove($"{Newest}/state.safetensors");
        InputException fault = Assert.Throws<InputException>(() => Open(storage, []));
        Assert.Equal(
            "out: no checkpoint can be used: out/checkpoint-0000000020/state.safetensors: missing, but its manifest is "
            + "there; out/checkpoint-0000000010/state.safetensors: altered: its SHA-256 is not the one in its "
            + "manifest. Start anew in another --out",
            fault.Message);
    }

    [Fact]
    public void AFolderWithoutManifestIsNoCheckpointAndARunWithNothingElseBeginsAtZero()
    {
        var storage = new FaultyStorage();
        storage.Files["checkpoint-0000000010/state.safetensors"] = [1, 2, 3];
        var warnings = new List<string>();
        Assert.False(Sample.Store(storage, warnings: warnings).TryOpenLatest(out _));
        Assert.Equal(
            "checkpoint passed over: out/checkpoint-0000000010/manifest.json: missing: the checkpoint was never "
            + "finished, or is being deleted",
            Assert.Single(warnings));
    }

    [Fact]
    public void AFolderThatWasRenamedToAnotherStepIsRefused()
    {
        FaultyStorage storage = TwoCheckpoints();
        foreach (string file in new[] { "manifest.json", "state.safetensors" })
        {
            storage.Files[$"checkpoint-0000000090/{file}"] = storage.Files[$"{Newest}/{file}"];
        }

        var warnings = new List<string>();
        Assert.Equal(20, Open(storage, warnings));
        Assert.Equal(
            "checkpoint passed over: out/checkpoint-0000000090/manifest.json: describes step 20, but its folder is "
            + "called checkpoint-0000000090",
            Assert.Single(warnings));
    }

    private static FaultyStorage TwoCheckpoints()
    {
        var storage = new FaultyStorage();
        Sample.Store(storage).Write(Sample.Content(10));
        Sample.Store(storage).Write(Sample.Content(20));
        return storage;
    }

    private static long Open(FaultyStorage storage, List<string> warnings)
    {
        Assert.True(Sample.Store(storage, warnings: warnings).TryOpenLatest(out Checkpoint? checkpoint));
        return checkpoint.Step.Value;
    }

    private static void AssertThePreviousIsUsed(FaultyStorage storage, string name)
    {
        var warnings = new List<string>();
        Assert.Equal(10, Open(storage, warnings));
        Assert.StartsWith($"checkpoint passed over: out/{name}: ", warnings[0], StringComparison.Ordinal);
    }
}
