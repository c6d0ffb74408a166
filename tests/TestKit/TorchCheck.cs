using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace RnnCluster.TestKit;

/// <summary>
/// PyTorch as the other side of a safetensors file, through tests/Cli.Tests/Torch/torch_check.py. It is there only
/// where Debian's python3-torch is installed: a test that needs it skips itself for the reason <see cref="Absence"/>.
/// </summary>
public static class TorchCheck
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Why PyTorch cannot be asked here; null when it can.</summary>
    public static string? Absence { get; } = FindAbsence();

    /// <summary>Has PyTorch write a random model's parameters as F32 safetensors, under our names.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="cell">lstm, gru, rnn-tanh or rnn-relu.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="embedding">E; 0: the input is one-hot.</param>
    /// <param name="hidden">H.</param>
    /// <param name="layers">The number of recurrent layers.</param>
    /// <param name="seed">The seed of the random values.</param>
    public static void Export(
        string path, string cell, int vocabulary, int embedding, int hidden, int layers, int seed) =>
        Succeed(
            "export", path, "--cell", cell, "--vocabulary", Text(vocabulary), "--embedding", Text(embedding),
            "--hidden", Text(hidden), "--layers", Text(layers), "--seed", Text(seed));

    /// <summary>Has PyTorch read weights and compute, in float64, the loss of a text as one stream.</summary>
    /// <param name="weights">A safetensors file under our names.</param>
    /// <param name="text">A UTF-8 text file.</param>
    /// <param name="cell">lstm, gru, rnn-tanh or rnn-relu.</param>
    /// <param name="wholeText">The text whose sorted code points are the vocabulary; null: the same text.</param>
    /// <returns>Nats per target, and the number of targets.</returns>
    public static (double Loss, long Targets) Evaluate(
        string weights, string text, string cell, string? wholeText = null)
    {
        string[] vocabulary = wholeText is null ? [] : ["--vocabulary-from-text", wholeText];
        string output = Succeed(["evaluate", weights, text, "--cell", cell, .. vocabulary]);
        using JsonDocument answer = JsonDocument.Parse(output);
        JsonElement root = answer.RootElement;
        return (root.GetProperty("loss").GetDouble(), root.GetProperty("targets").GetInt64());
    }

    private static string? FindAbsence()
    {
        if (!File.Exists(Python))
        {
            return $"needs PyTorch (apt-get install python3-torch): there is no {Python}";
        }

        (int exitCode, string _, string errors) = Run("probe");
        return exitCode == 0 ? null : $"needs PyTorch (apt-get install python3-torch): {errors.Trim()}";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Succeed(params string[] arguments)
    {
        (int exitCode, string output, string errors) = Run(arguments);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"torch_check.py {arguments[0]} ended with {exitCode}: {errors}");
    }

    private static (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        string script = RepositoryRoot.Join("tests", "Cli.Tests", "Torch", "torch_check.py");
        var start = new ProcessStartInfo(Python, [script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Python} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
