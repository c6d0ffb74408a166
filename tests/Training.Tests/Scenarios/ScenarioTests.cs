using System.Text;
using RnnCluster.TestKit;

namespace RnnCluster.Training.Tests.Scenarios;

/// <summary>
/// Transcripts: a line that begins with &gt; is a command, the indented lines below it are all that the machine wants
/// done. With RNNCLUSTER_REWRITE=1 the transcripts are written anew; the difference is for a person to read.
/// </summary>
public sealed class ScenarioTests
{
    private static readonly string Folder = RepositoryRoot.Join("tests", "Training.Tests", "Scenarios");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.txt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void AMachineDoesWhatItsTranscriptSays(string file)
    {
        string path = Path.Join(Folder, file);
        string expected = File.ReadAllText(path);
        string actual = Play(expected.TrimEnd().Split('\n'));
        if (Environment.GetEnvironmentVariable("RNNCLUSTER_REWRITE") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.Equal(expected, actual);
    }

    private static string Play(string[] lines)
    {
        var transcript = new StringBuilder();
        IScript? script = null;
        foreach (string line in lines.Where(line => !line.StartsWith(' ')))
        {
            transcript.Append(line).Append('\n');
            if (!line.StartsWith("> ", StringComparison.Ordinal))
            {
                continue;
            }

            var command = new ScriptLine(line[2..]);
            script = command.Verb switch
            {
                "start" => new CoordinatorScript(),
                "worker" or "follow" => new WorkerScript(),
                _ => script,
            };
            foreach (string said in script!.Do(command))
            {
                transcript.Append("    ").Append(said).Append('\n');
            }
        }

        return transcript.ToString();
    }
}
