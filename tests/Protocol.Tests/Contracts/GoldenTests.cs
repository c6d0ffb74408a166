using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.TestKit;

namespace RnnCluster.Protocol.Tests.Contracts;

/// <summary>
/// The bytes of one frame of every type. After a change of the wire run once with RNNCLUSTER_REWRITE=1 and review
/// what changed in golden.txt; an older build must still understand it, or the protocol's version is raised.
/// </summary>
public sealed class GoldenTests
{
    private const string RewriteVariable = "RNNCLUSTER_REWRITE";
    private const int BytesPerLine = 32;

    [Fact]
    public void TheBytesOfEveryMessageAreTheGoldenOnes()
    {
        string path = RepositoryRoot.Join("tests", "Protocol.Tests", "golden.txt");
        string text = string.Join('\n', SampleMessages.All.SelectMany(sample => Frames.Bytes(sample)
            .Chunk(BytesPerLine)
            .Select(line => "  " + string.Join(' ', line.Select(each => each.ToString("x2"))))
            .Prepend(sample.Message.GetType().Name))) + "\n";
        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }
}
