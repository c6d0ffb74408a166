using System.Text.Json;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>What a command line answers in this process.</summary>
internal sealed record Answer(int Code, string Output, string Error)
{
    /// <summary>The output's lines without the empty one behind the last line end.</summary>
    public string[] Lines => Output.TrimEnd('\n').Split('\n');

    /// <summary>The last line as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Lines[^1]).RootElement;

    /// <summary>All lines as JSON.</summary>
    public JsonElement[] Events => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    public static Answer To(params string[] arguments) => To(new SteppedTime(TimeSpan.Zero), default, arguments);

    public static Answer To(TimeProvider time, CancellationToken stop, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var host = new Host(output, error, time, IsTerminal: false, ListensToSignals: false) { Stop = stop };
        int code = CommandLine.Run(arguments, host);
        return new Answer(code, output.ToString(), error.ToString());
    }

    /// <summary>The same for a command that must succeed.</summary>
    public static Answer Done(params string[] arguments)
    {
        Answer answer = To(arguments);
        Assert.Equal("", answer.Error);
        Assert.Equal(ExitCode.Done, answer.Code);
        return answer;
    }
}
