using System.CommandLine;
using System.Text.Json;
using RnnCluster.Cli.Hosting;
using RnnCluster.Cli.Watching;
using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Runs;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Parameters;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Commands;

/// <summary><c>rnncluster inspect</c>: what a checkpoint holds, all of it checked.</summary>
internal sealed class InspectCommand
{
    private readonly Argument<string> checkpoint = new("CHECKPOINT") { Description = ModelSource.CheckpointHelp };
    private readonly Option<bool> json = JsonOption.Create("Print one JSON object, with the whole spec in it");
    private readonly Host host;

    private InspectCommand(Host host, Command command)
    {
        this.host = host;
        command.Add(checkpoint);
        command.Add(json);
        command.SetAction(Run);
    }

    public static Command Create(Host host)
    {
        var command = new Command(
            "inspect", "Checks a checkpoint and shows its run, step, parameters, losses and state hash.");
        _ = new InspectCommand(host, command);
        return command;
    }

    private int Run(ParseResult result)
    {
        Checkpoint opened = ModelSource.Open(host, result.GetRequiredValue(checkpoint));
        CheckpointContent content = opened.Content;
        RunSpec spec = RunSpec.FromJson(content.Spec.Span, opened.Location);
        Vocabulary vocabulary = Vocabulary.FromJson(content.Identity.Vocabulary, opened.Location);
        ParameterLayout layout =
            new LanguageModelParameters(RunAssembly.ModelOf(spec.Model, vocabulary.Count)).Layout;
        RunProgress progress = RunProgress.FromJson(content.Progress);
        if (result.GetValue(json))
        {
            JsonLine.Write(
                host.Output, writer => Write(writer, opened, spec.Name, vocabulary.Count, layout, progress));
        }
        else
        {
            Print(opened, spec, vocabulary, layout, progress);
        }

        return ExitCode.Done;
    }

    private static void Write(
        Utf8JsonWriter writer,
        Checkpoint opened,
        string name,
        int vocabulary,
        ParameterLayout layout,
        RunProgress progress)
    {
        RunIdentity identity = opened.Content.Identity;
        writer.WriteString("name", name);
        writer.WriteString("runId", identity.RunId);
        writer.WriteNumber("step", opened.Step.Value);
        writer.WriteString("stateHash", opened.StateHash);
        writer.WriteNumber("numericsVersion", identity.NumericsVersion);
        writer.WriteString("dataHash", identity.DataHash);
        if (identity.Origin is { } origin)
        {
            writer.WriteStartObject("origin");
            writer.WriteString("runId", origin.RunId);
            writer.WriteNumber("step", origin.Step.Value);
            writer.WriteString("stateHash", origin.StateHash);
            writer.WriteEndObject();
        }

        writer.WriteNumber("vocabulary", vocabulary);
        JsonLine.WriteNumber(writer, "trainLoss", progress.TrainLoss);
        JsonLine.WriteNumber(writer, "validationLoss", progress.ValidationLoss);
        if (!opened.Content.Owed.IsEmpty)
        {
            writer.WriteBoolean("validationOwed", true);
        }

        writer.WriteNumber("parameterCount", layout.Length);
        writer.WriteStartArray("parameters");
        foreach (Parameter parameter in layout.Parameters)
        {
            writer.WriteStartObject();
            writer.WriteString("name", parameter.Name);
            writer.WriteStartArray("shape");
            foreach (int size in parameter.Shape)
            {
                writer.WriteNumberValue(size);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();

        // The manifest is indented; here everything is one line.
        using JsonDocument spec = JsonDocument.Parse(opened.Content.Spec);
        writer.WritePropertyName("spec");
        spec.RootElement.WriteTo(writer);
    }

    private void Print(
        Checkpoint opened, RunSpec spec, Vocabulary vocabulary, ParameterLayout layout, RunProgress progress)
    {
        TextWriter output = host.Output;
        RunIdentity identity = opened.Content.Identity;
        string unit = vocabulary.Kind == Data.TokenizerKind.Character ? "characters" : "words";
        output.WriteLine($"checkpoint       {opened.Location}");
        output.WriteLine($"name             {spec.Name}");
        output.WriteLine($"run id           {identity.RunId}");
        if (identity.Origin is { } origin)
        {
            output.WriteLine($"began with       {origin}");
        }

        output.WriteLine($"numerics         version {identity.NumericsVersion}");
        string step = Figures.Count(opened.Step.Value);
        output.WriteLine($"step             {step}");
        output.WriteLine($"state hash       {opened.StateHash}");
        output.WriteLine($"train loss       {LossOrNone(progress.TrainLoss)}");
        output.WriteLine($"validation loss  {LossOrNone(progress.ValidationLoss)}");
        if (!opened.Content.Owed.IsEmpty)
        {
            output.WriteLine($"owed             the validation of step {step}, which a resume makes first");
        }

        output.WriteLine($"vocabulary       {Figures.Count(vocabulary.Count)} {unit}");
        output.WriteLine($"model            {ModelText.Of(spec.Model)}");
        output.WriteLine($"parameters       {Figures.Count(layout.Length)}");
        foreach (Parameter parameter in layout.Parameters)
        {
            string shape = string.Join(" x ", parameter.Shape);
            output.WriteLine($"  {parameter.Name,-20} {shape,14} {Figures.Count(parameter.Length),14}");
        }

        if (spec.SourceText.Length > 0)
        {
            output.WriteLine($"spec             {spec.SourcePath}");
            foreach (string line in spec.SourceText.TrimEnd().Split('\n'))
            {
                output.WriteLine($"  {line.TrimEnd()}".TrimEnd());
            }
        }
    }

    private static string LossOrNone(double? loss) =>
        loss is { } nats ? $"{Figures.Loss(nats)} nats per target" : "not measured yet";
}
