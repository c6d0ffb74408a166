using System.Diagnostics;
using System.Globalization;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Clusters;

/// <summary>
/// Workers as processes of their own that end with this one, whatever ends it. Each leaves when its standard input
/// ends; this process holds the other end of that pipe.
/// </summary>
internal sealed class ChildWorkers : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<Process> children = [];

    /// <summary>Starts them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="coordinator">Whom they join.</param>
    /// <param name="threads">Threads of each.</param>
    public ChildWorkers(int count, Endpoint coordinator, int threads)
    {
        for (int number = 0; number < count; number++)
        {
            children.Add(Start(coordinator, threads, number + 2));
        }
    }

    public void Dispose()
    {
        foreach (Process child in children)
        {
            child.StandardInput.Close();
        }

        foreach (Process child in children)
        {
            if (!child.WaitForExit(Patience))
            {
                child.Kill();
            }

            child.Dispose();
        }
    }

    private static Process Start(Endpoint coordinator, int threads, int number)
    {
        string program = Environment.ProcessPath!;
        string assembly = Path.Join(AppContext.BaseDirectory, "rnncluster.dll");
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet" || !IsThis(program);
        string[] prefix = isHosted ? ["exec", assembly] : [];
        var start = new ProcessStartInfo(isHosted ? "dotnet" : program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            .. prefix,
            "worker",
            "--join",
            coordinator.ToString(),
            "--threads",
            threads.ToString(CultureInfo.InvariantCulture),
            "--name",
            $"worker-{number}",
            "--ends-with-input",
            "--json",
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process child = Process.Start(start)!;

        // The cluster's events already say what it prints. A pipe that is not read would stop it.
        child.OutputDataReceived += static (_, _) => { };
        child.BeginOutputReadLine();
        return child;
    }

    private static bool IsThis(string program) =>
        Path.GetFileNameWithoutExtension(program) == "rnncluster";
}
