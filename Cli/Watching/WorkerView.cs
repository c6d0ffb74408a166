using RnnCluster.Node.Hosting;
using RnnCluster.Training.Working;
using RnnCluster.Transport;
using RnnCluster.Worker;

namespace RnnCluster.Cli.Watching;

/// <summary>What a worker says: a line for each thing that happens. Called on any thread.</summary>
internal sealed class WorkerView(TextWriter output, bool isJson)
{
    private readonly Lock gate = new();

    public void OnBegin(NodeDescription self, IReadOnlyList<Endpoint> coordinators) => Write(
        "begin",
        $"{self.Node} joins {string.Join(", ", coordinators)}, {self.Threads} threads, lanes {self.Lanes}",
        json =>
        {
            json.WriteString("node", self.Node.Name);
            json.WriteNumber("threads", self.Threads);
            json.WriteString("lanes", self.Lanes);
            json.WriteNumber("processId", self.ProcessId);
        });

    public void OnNotice(string text) => Write("notice", text, json => json.WriteString("message", text));

    public void OnStopping() => Write("stopping", "leaving as soon as nothing is owed", static _ => { });

    public void OnEnd(WorkerEnd end) => Write(
        "end",
        $"ended at step {Figures.Count(end.Step.Value)}: {end.Reason}",
        json =>
        {
            json.WriteNumber("step", end.Step.Value);
            json.WriteBoolean("ok", end.Kind == WorkerExit.Done);
            json.WriteString("reason", end.Reason);
            json.WriteNumber("heartbeatMaxMilliseconds", Math.Round(end.RoundTripMax.TotalMilliseconds, 3));
        });

    private void Write(string name, string text, Action<System.Text.Json.Utf8JsonWriter> members)
    {
        lock (gate)
        {
            if (isJson)
            {
                JsonLine.Write(output, json =>
                {
                    json.WriteString("event", name);
                    members(json);
                });
                return;
            }

            output.WriteLine(text);
            output.Flush();
        }
    }
}
