using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

public sealed class OpenPathTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rnncluster-open-").FullName;

    public OpenPathTests()
    {
        CheckpointStore store = Sample.Store(new DirectoryStorage(root));
        store.Write(Sample.Content(10));
        store.Write(Sample.Content(20));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("", 20)]
    [InlineData("/", 20)]
    [InlineData("/checkpoint-0000000010", 10)]
    [InlineData("/checkpoint-0000000010/", 10)]
    [InlineData("/checkpoint-0000000010/manifest.json", 10)]
    public void ACheckpointIsOpenedByItsFolderItsManifestOrItsRun(string path, long step) =>
        Assert.Equal(step, CheckpointStore.Open(root + path, Fail).Step.Value);

    [Fact]
    public void ACheckpointThatWasCopiedUnderAnotherNameIsOpened()
    {
        string copy = Path.Combine(root, "my-model");
        Directory.Move(Path.Combine(root, "checkpoint-0000000010"), copy);
        Assert.Equal(10, CheckpointStore.Open(copy, Fail).Step.Value);
    }

    [Fact]
    public void ADamagedCheckpointThatWasNamedIsRefusedAndNoOtherIsUsed()
    {
        string state = Path.Combine(root, "checkpoint-0000000020", "state.safetensors");
        File.AppendAllText(state, "x");
        InputException fault =
            Assert.Throws<InputException>(() => CheckpointStore.Open(Path.GetDirectoryName(state)!, Fail));
        Assert.Equal($"{state}: torn or altered: 541 bytes long, its manifest says 540", fault.Message);
        var warnings = new List<string>();
        Assert.Equal(10, CheckpointStore.Open(root, warnings.Add).Step.Value);
        Assert.Equal($"checkpoint passed over: {fault.Message}", warnings[0]);
    }

    [Fact]
    public void OnlyWhatHasOurNamesIsOpened()
    {
        // Going down into these would fail or not end: what may not be read, a link that leads back up.
        string foreign = Directory.CreateDirectory(Path.Combine(root, "lost+found")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(foreign, UnixFileMode.None);
        }

        File.CreateSymbolicLink(Path.Combine(root, "loop"), root);
        Directory.CreateDirectory(Path.Combine(root, "checkpoint-11"));
        Directory.CreateDirectory(Path.Combine(root, "checkpoint-0000000030", "inside"));
        File.WriteAllText(Path.Combine(root, "checkpoint-0000000040"), "a file");
        for (int number = 0; number < 3000; number++)
        {
            File.WriteAllText(Path.Combine(root, $"foreign-{number}"), string.Empty);
        }

        var warnings = new List<string>();
        Assert.Equal(20, CheckpointStore.Open(root, warnings.Add).Step.Value);
        Assert.All(warnings, line => Assert.Contains("checkpoint-00000000", line, StringComparison.Ordinal));
        Sample.Store(new DirectoryStorage(root)).Write(Sample.Content(50));
        Assert.Equal(50, CheckpointStore.Open(root, _ => { }).Step.Value);
    }

    [Fact]
    public void TheRootOfAFileSystemIsAFolderWithoutCheckpoints() =>
        Assert.Equal(
            "/: holds no checkpoint",
            Assert.Throws<InputException>(() => CheckpointStore.Open("/", Fail)).Message);

    [Fact]
    public void AFolderWithoutCheckpointsAndAPathThatIsNoneAreSaid()
    {
        string empty = Directory.CreateDirectory(Path.Combine(root, "empty")).FullName;
        Assert.Equal(
            $"{empty}: holds no checkpoint",
            Assert.Throws<InputException>(() => CheckpointStore.Open(empty, Fail)).Message);
        Assert.Equal(
            $"{empty}/x: there is no such folder; a checkpoint or a run's output is needed",
            Assert.Throws<InputException>(() => CheckpointStore.Open(empty + "/x", Fail)).Message);
    }

    [Theory]
    [InlineData("file", "it is a file, a folder is needed")]
    [InlineData("file/below", "{}/file is a file, a folder is needed")]
    [InlineData("dangling", "it is a link that leads to no folder")]
    [InlineData("dangling/below", "{}/dangling is a link that leads to no folder")]
    [InlineData("loop", "it is a link that leads to no folder")]
    [InlineData("loop/below", "{}/loop is a link that leads to no folder")]
    [InlineData("LONG", "The path '{}/LONG' is too long, or a component of the specified path is too long")]
    public void APathThatCannotBeOpenedIsRefusedWithTheTrueReason(string name, string reason)
    {
        File.WriteAllText(Path.Join(root, "file"), "mine");
        File.CreateSymbolicLink(Path.Join(root, "dangling"), "nowhere");
        File.CreateSymbolicLink(Path.Join(root, "loop"), "loop");
        string path = Expand($"{{}}/{name}");
        foreach (string each in (string[])[path, path + "/", path + "/manifest.json"])
        {
            string place = each.EndsWith("manifest.json", StringComparison.Ordinal) ? path : each.TrimEnd('/');
            Assert.Equal(
                $"{place}: cannot be opened: {Expand(reason)}; a checkpoint or a run's output is needed",
                Assert.Throws<InputException>(() => CheckpointStore.Open(each, Fail)).Message);
        }

        string Expand(string text) => text
            .Replace("{}", root, StringComparison.Ordinal)
            .Replace("LONG", new string('x', 300), StringComparison.Ordinal);
    }

    private static void Fail(string warning) => Assert.Fail(warning);
}
