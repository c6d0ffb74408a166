using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>Processes of one machine that find no memory to share speak through their sockets.</summary>
public sealed class SharedMemoryTests : IDisposable
{
    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>In a mount namespace of its own, so that no other program sees the change.</summary>
    [UnshareTheory]
    [InlineData("mount -t tmpfs -o ro none /dev/shm")]
    [InlineData("mount -t tmpfs -o size=64k none /dev/shm")]
    [InlineData("mount -t tmpfs none /dev && mknod /dev/null c 1 3 && mknod /dev/urandom c 1 9")]
    public void WithoutDevShmAClusterComesToTheSameStateWithAtMostOneNotice(string without)
    {
        folder.Spec();
        (int code, string output, string error) = ShellLine.Run(
            folder.Path,
            $"unshare --mount bash -c \"{without} && exec $RNNCLUSTER train tiny.yaml --threads 1 --workers 3 "
            + "--processes --dashboard off --out out\"");
        Assert.True(code == ExitCode.Done, output + error);
        Assert.InRange(error.Count(letter => letter == '\n'), 0, 1);
        (code, _, error) = ShellLine.Run(folder.Path, "rnncluster train tiny.yaml --threads 1 --out alone");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal(folder.Remains("alone"), folder.Remains("out"));
    }
}
