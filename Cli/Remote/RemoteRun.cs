using System.Globalization;
using System.Text.Json;
using RnnCluster.Cli.Watching;

namespace RnnCluster.Cli.Remote;

/// <summary>A run as its dashboard's snapshots and updates tell it.</summary>
internal sealed class RemoteRun
{
    private readonly WorkerPictures workers = new();
    private JsonElement status;
    private long steps;

    /// <summary>What it is, as lines of a label and a text.</summary>
    public IReadOnlyList<(string Label, string Text)> Description { get; private set; } = [];

    /// <summary>Its state, in the API's words.</summary>
    public string State => status.GetProperty("state").GetString()!;

    /// <summary>Why it is in that state; empty while it runs.</summary>
    public string Reason => status.GetProperty("reason").GetString()!;

    /// <summary>Whether it is over.</summary>
    public bool IsOver => State is "completed" or "stopped" or "failed";

    /// <summary>The newest checkpoint's hash; null before the first.</summary>
    public string? StateHash => status.GetProperty("stateHash").GetString();

    /// <summary>The workers.</summary>
    public IReadOnlyList<WorkerPicture> Workers => workers.All;

    /// <summary>How far it has come.</summary>
    public TrainingSnapshot Progress => new(
        status.GetProperty("step").GetInt64(),
        steps,
        Real(status.GetProperty("loss")) ?? double.NaN,
        Real(status.GetProperty("validationLoss")),
        Real(status.GetProperty("tokensPerSecond")) ?? 0,
        Real(status.GetProperty("secondsLeft")) is { } left ? TimeSpan.FromSeconds(left) : null);

    /// <summary>What a person should not miss; null for nothing.</summary>
    public string? Notice
    {
        get
        {
            if (State != "running")
            {
                return Reason.Length > 0 ? Reason : State;
            }

            return status.GetProperty("waiting") is { ValueKind: JsonValueKind.Object } waiting
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"waiting for shards {string.Join(", ", waiting.GetProperty("shards").EnumerateArray())} on "
                    + $"{waiting.GetProperty("node").GetString()}, "
                    + $"{1000 * waiting.GetProperty("seconds").GetDouble():F0} ms")
                : null;
        }
    }

    /// <summary>Begins with a whole picture.</summary>
    public void OnSnapshot(JsonElement snapshot)
    {
        JsonElement run = snapshot.GetProperty("run");
        steps = run.GetProperty("steps").GetInt64();
        status = snapshot.GetProperty("status");
        Description =
        [
            ("run", $"{run.GetProperty("name").GetString()}, {run.GetProperty("id").GetString()}"),
            ("model",
                $"{run.GetProperty("model").GetString()}: "
                + $"{Figures.Count(run.GetProperty("parameters").GetInt64())} parameters"),
            ("output", run.GetProperty("output").GetString()!),
        ];
        TakeNodes(snapshot.GetProperty("nodes"));
    }

    /// <summary>Follows.</summary>
    public void OnUpdate(JsonElement update)
    {
        status = update.GetProperty("status");
        if (update.TryGetProperty("nodes", out JsonElement nodes))
        {
            TakeNodes(nodes);
        }

        if (update.TryGetProperty("newAnatomy", out JsonElement rows))
        {
            foreach (JsonElement row in rows.EnumerateArray())
            {
                JsonElement phases = row.GetProperty("phases");
                double wait = phases.GetProperty("wait").GetDouble();
                double send = phases.GetProperty("send").GetDouble();
                double all = phases.EnumerateObject().Sum(phase => phase.Value.GetDouble());
                workers.Measure(row.GetProperty("node").GetString()!, all - send, wait);
            }
        }
    }

    /// <summary>An event as a line.</summary>
    public static string LineOf(JsonElement happened)
    {
        DateTimeOffset at = happened.GetProperty("at").GetDateTimeOffset();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{at:HH:mm:ss}  {happened.GetProperty("kind").GetString(),-10}  "
            + $"{happened.GetProperty("text").GetString()}");
    }

    private static double? Real(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => value.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => double.NaN,
        },
        _ => null,
    };

    private void TakeNodes(JsonElement nodes)
    {
        foreach (JsonElement node in nodes.EnumerateArray())
        {
            workers.Set(
                node.GetProperty("name").GetString()!,
                node.GetProperty("threads").GetInt32() > 0,
                node.GetProperty("state").GetString()!,
                node.GetProperty("shards").GetArrayLength());
        }
    }
}
