using System.Text.Json;
using RnnCluster.Kernels.Functions;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Learning.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Watching;

/// <summary>One JSON object a line, for programs; docs/command-line.md lists the events and their members.</summary>
internal sealed class JsonView(TextWriter output) : ITrainingView
{
    private readonly Lock gate = new();

    public TimeSpan Cadence => TimeSpan.FromSeconds(2);

    public void OnBegin(TrainingSummary summary) => Write("begin", json =>
    {
        json.WriteString("name", summary.Name);
        json.WriteString("runId", summary.RunId);
        json.WriteString("model", summary.Model);
        json.WriteNumber("parameters", summary.Parameters);
        json.WriteNumber("vocabulary", summary.Corpus.Vocabulary.Count);
        json.WriteNumber("trainingSymbols", summary.Corpus.Training.Length);
        json.WriteNumber("validationSymbols", summary.Corpus.Validation.Length);
        json.WriteNumber("step", summary.Step);
        json.WriteNumber("steps", summary.Steps);
        json.WriteNumber("stepsPerEpoch", summary.StepsPerEpoch);
        json.WriteNumber("tokensPerStep", summary.TokensPerStep);
        json.WriteNumber("shards", summary.Shards);
        WriteExecution(json, summary.Options);
    });

    public RunResult Watch(Func<RunResult> training) => training();

    public void OnProgress(TrainingSnapshot snapshot) => Write("progress", json =>
    {
        json.WriteNumber("step", snapshot.Step);
        json.WriteNumber("steps", snapshot.Steps);
        JsonLine.WriteNumber(json, "loss", snapshot.Loss);
        JsonLine.WriteNumber(json, "validationLoss", snapshot.ValidationLoss);
        JsonLine.WriteNumber(json, "tokensPerSecond", snapshot.TokensPerSecond);
        JsonLine.WriteNumber(json, "secondsLeft", snapshot.Left?.TotalSeconds);
    });

    public void OnValidated(Step step, double loss) => Write("validation", json =>
    {
        json.WriteNumber("step", step.Value);
        JsonLine.WriteNumber(json, "loss", loss);
        JsonLine.WriteNumber(json, "perplexity", DoubleFunctions.Exp(loss));
    });

    public void OnCheckpoint(Step step, string stateHash) => Write("checkpoint", json =>
    {
        json.WriteNumber("step", step.Value);
        json.WriteString("stateHash", stateHash);
    });

    public void OnWarning(string message) => Write("warning", json => json.WriteString("message", message));

    public void OnEvent(RunEvent happened)
    {
        if (EventText.NameOf(happened) is { } name)
        {
            Write(name, json => EventText.WriteMembers(json, happened));
        }
    }

    public void OnListening(Endpoint endpoint) =>
        Write("listening", json => json.WriteString("address", endpoint.ToString()));

    public void OnServing(Uri address, string? token) => Write("dashboard", json =>
    {
        json.WriteString("address", address.ToString());
        json.WriteString("token", token);
    });

    public void OnStopping() => Write("stopping", _ => { });

    public void OnAbort()
    {
    }

    public void OnEnd(TrainingOutcome outcome) => Write("end", json =>
    {
        RunResult result = outcome.Result;
        json.WriteString("runId", outcome.Summary.RunId);
        json.WriteNumber("step", result.Step.Value);
        json.WriteBoolean("complete", result.IsComplete);
        if (result.OwesValidation)
        {
            json.WriteBoolean("validationOwed", true);
        }

        JsonLine.WriteNumber(json, "trainLoss", result.TrainLoss);
        JsonLine.WriteNumber(json, "validationLoss", result.ValidationLoss);
        JsonLine.WriteNumber(
            json, "perplexity", result.ValidationLoss is { } loss ? DoubleFunctions.Exp(loss) : null);
        JsonLine.WriteNumber(
            json, "tokensPerSecond", outcome.TokensPerSecond > 0 ? outcome.TokensPerSecond : null);
        json.WriteString("stateHash", result.StateHash);
        json.WriteString("sample", outcome.Sample);
        if (outcome.Cluster is { } cluster)
        {
            json.WriteNumber("workersSeen", cluster.WorkersSeen);
            json.WriteNumber("reassignedShards", cluster.ReassignedShards);
            json.WriteNumber("speculatedShards", cluster.SpeculatedShards);
            json.WriteNumber("stepsLost", outcome.StepsLost);
        }

        WriteExecution(json, outcome.Summary.Options);
    });

    private static void WriteExecution(Utf8JsonWriter json, RunOptions options)
    {
        json.WriteNumber("threads", options.Threads);
        json.WriteNumber("partitions", options.Partitions);
        json.WriteString("lanes", LaneSelection.Name);
        json.WriteString("out", options.Output);
    }

    private void Write(string name, Action<Utf8JsonWriter> members)
    {
        lock (gate)
        {
            JsonLine.Write(output, json =>
            {
                json.WriteString("event", name);
                members(json);
            });
        }
    }
}
