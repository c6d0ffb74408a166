using System.Diagnostics;
using System.Globalization;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>
/// Makes a process ten times slower: stopped for 450 ms of every 500, which is longer than a step's patience and far
/// below the silence that makes a node suspected.
/// </summary>
internal sealed class DutyCycle : IDisposable
{
    private const string Script =
        "while kill -STOP $0; do sleep 0.45; kill -CONT $0; sleep 0.05; done 2> /dev/null";

    private readonly string target;
    private readonly Process cycle;

    public DutyCycle(int process)
    {
        target = process.ToString(CultureInfo.InvariantCulture);
        cycle = Process.Start("sh", ["-c", Script, target]);
    }

    public void Dispose()
    {
        cycle.Kill();
        cycle.WaitForExit();
        cycle.Dispose();
        using Process resume = Process.Start("kill", ["-CONT", target]);
        resume.WaitForExit();
    }
}
