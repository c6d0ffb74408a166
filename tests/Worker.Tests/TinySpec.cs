using RnnCluster.Node.Content;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Worker.Tests;

/// <summary>A run as a coordinator tells it to a worker.</summary>
public sealed class TinySpec : IDisposable
{
    public const int Vocabulary = 12;

    public static readonly NodeId Coordinator = new("coordinator");
    public static readonly RunId Run =
        RunId.FromBytes([.. Enumerable.Range(1, RunId.LengthBytes).Select(at => (byte)at)]);
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMilliseconds(500);

    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-worker-").FullName;

    public TinySpec()
    {
        File.WriteAllText(Path.Join(folder, "text.txt"), "text");
        File.WriteAllText(
            Path.Join(folder, "tiny.yaml"),
            """
            name: tiny
            seed: 11
            task: language-model
            data: { text: text.txt, tokenizer: character, split: [0.8, 0.1, 0.1] }
            model: { embedding: 4, cell: lstm, hidden: 4, layers: 1 }
            training:
              batch: 4
              window: 5
              shards: 4
              steps: 20
              optimizer: { kind: adam, rate: 0.01 }
            """);
        ReadOnlyMemory<byte> spec = RunSpecLoader.Load(Path.Join(folder, "tiny.yaml")).ToCanonicalJson();
        Accepted = new JoinAccepted(
            Coordinator, 3, Run, spec, Vocabulary, Content.Hash, Content.Count, 1, HeartbeatInterval,
            SampleInterval: 0, "127.0.0.1:7071", 9);
    }

    /// <summary>The training symbols.</summary>
    public TokenContent Content { get; } =
        TokenContent.Of([.. Enumerable.Range(0, 200).Select(at => at * 7 % Vocabulary)]);

    /// <summary>What the coordinator tells.</summary>
    public JoinAccepted Accepted { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
