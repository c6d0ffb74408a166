using System.Buffers;
using System.Text.Json;
using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.Web;

/// <summary>
/// The anatomy of steps as Chrome trace events, which Perfetto opens: a process for each node, a lane for each phase.
/// Nodes measure how long, not when: in each step all nodes begin together and their phases follow one another, except
/// sending, which runs beside the pass backward. A step begins when the longest node of the step before has ended.
/// </summary>
internal static class TraceDocument
{
    private const double MicrosecondsPerSecond = 1e6;
    private static readonly string[] Phases = ["data", "forward", "backward", "send", "wait", "reduce", "apply"];

    public static ReadOnlyMemory<byte> Of(IReadOnlyList<AnatomyRow> rows)
    {
        string[] nodes = [.. rows.Select(row => row.Node).Distinct().Order(StringComparer.Ordinal)];
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("displayTimeUnit", "ms");
            json.WriteStartArray("traceEvents");
            WriteNames(json, nodes);
            double begin = 0;
            foreach (IGrouping<long, AnatomyRow> step in rows.GroupBy(row => row.Step))
            {
                double end = begin;
                foreach (AnatomyRow row in step)
                {
                    end = Math.Max(end, WriteRow(json, row, Array.IndexOf(nodes, row.Node) + 1, begin));
                }

                begin = end;
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteNames(Utf8JsonWriter json, string[] nodes)
    {
        for (int node = 0; node < nodes.Length; node++)
        {
            WriteName(json, "process_name", node + 1, lane: 0, nodes[node]);
            for (int phase = 0; phase < Phases.Length; phase++)
            {
                WriteName(json, "thread_name", node + 1, phase + 1, Phases[phase]);
            }
        }
    }

    private static void WriteName(Utf8JsonWriter json, string what, int process, int lane, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", what);
        json.WriteString("ph", "M");
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", lane);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static double WriteRow(Utf8JsonWriter json, AnatomyRow row, int process, double begin)
    {
        PhaseSeconds times = row.Phases;
        double[] seconds =
            [times.Data, times.Forward, times.Backward, times.Send, times.Wait, times.Reduce, times.Apply];
        double at = begin;
        for (int phase = 0; phase < Phases.Length; phase++)
        {
            bool isSend = Phases[phase] == "send";
            double start = isSend ? at - seconds[phase - 1] : at;
            at += isSend ? 0 : seconds[phase];
            if (seconds[phase] <= 0)
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteString("name", Phases[phase]);
            json.WriteString("cat", "step");
            json.WriteString("ph", "X");
            json.WriteNumber("pid", process);
            json.WriteNumber("tid", phase + 1);
            json.WriteNumber("ts", start * MicrosecondsPerSecond);
            json.WriteNumber("dur", seconds[phase] * MicrosecondsPerSecond);
            json.WriteStartObject("args");
            json.WriteNumber("step", row.Step);
            json.WriteNumber("shards", row.Shards);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return at;
    }
}
