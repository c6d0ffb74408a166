using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using RnnCluster.Specification.Reading;

namespace RnnCluster.Specification.Writing;

/// <summary>
/// Writes the JSON forms: the keys of the YAML in a fixed order, defaults included, absent options left out, numbers
/// in the shortest form that reads back to the same bits. The bytes of the canonical form are hashed into run ids:
/// <see cref="RunSpecForm.Canonical"/> output must never change for an existing spec.
/// </summary>
internal static class RunSpecWriter
{
    /// <summary>Writes a spec.</summary>
    public static byte[] Write(RunSpec spec, RunSpecForm form)
    {
        bool complete = form == RunSpecForm.Complete;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (complete)
            {
                json.WriteString("name", spec.Name);
            }

            json.WriteNumber("seed", spec.Seed);
            json.WriteString("task", SpecChoices.Task.WordOf(spec.Task));
            WriteData(json, spec.Data, complete);
            WriteModel(json, spec.Model);
            WriteTraining(json, spec.Training);
            if (complete)
            {
                WriteRest(json, spec);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteData(Utf8JsonWriter json, DataSpec data, bool complete)
    {
        json.WriteStartObject("data");
        switch (data.Corpus)
        {
            case SplitTextSpec text:
                WritePath(json, "text", complete ? text.Path : null);
                json.WriteStartArray("split");
                json.WriteNumberValue(text.Train);
                json.WriteNumberValue(text.Validation);
                json.WriteNumberValue(text.Test);
                json.WriteEndArray();
                break;
            case SeparateFilesSpec files:
                WritePath(json, "train", complete ? files.Train : null);
                WritePath(json, "validation", complete ? files.Validation : null);
                WritePath(json, "test", complete ? files.Test : null);
                break;
            default:
                throw new UnreachableException();
        }

        json.WriteString("tokenizer", SpecChoices.Tokenizer.WordOf(data.Tokenizer));
        if (data.Tokenizer == TokenizerKind.Word)
        {
            if (data.VocabularyMax is int vocabularyMax)
            {
                json.WriteNumber("vocabulary", vocabularyMax);
            }

            json.WriteBoolean("lineEnd", data.LineEnd);
        }

        json.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter json, string key, string? path)
    {
        if (path is not null)
        {
            json.WriteString(key, path);
        }
    }

    private static void WriteModel(Utf8JsonWriter json, ModelSpec model)
    {
        json.WriteStartObject("model");
        if (model.Embedding is int embedding)
        {
            json.WriteNumber("embedding", embedding);
        }
        else
        {
            json.WriteString("embedding", Grammars.OneHot);
        }

        json.WriteString("cell", SpecChoices.Cell.WordOf(model.Cell));
        json.WriteNumber("hidden", model.Hidden);
        json.WriteNumber("layers", model.Layers);
        json.WriteNumber("dropout", model.Dropout);
        json.WriteBoolean("tied", model.Tied);
        if (model.UniformBound is double bound)
        {
            json.WriteStartObject("initialization");
            json.WriteNumber("uniform", bound);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("initialization", Grammars.DefaultInitialization);
        }

        json.WriteEndObject();
    }

    private static void WriteTraining(Utf8JsonWriter json, TrainingSpec training)
    {
        json.WriteStartObject("training");
        json.WriteNumber("batch", training.Batch);
        json.WriteNumber("window", training.Window);
        json.WriteNumber("shards", training.Shards);
        if (training.Steps is long steps)
        {
            json.WriteNumber("steps", steps);
        }

        if (training.Epochs is int epochs)
        {
            json.WriteNumber("epochs", epochs);
        }

        json.WriteStartObject("loss");
        json.WriteString("reduction", SpecChoices.Reduction.WordOf(training.Reduction));
        json.WriteEndObject();
        if (training.Clip is { } clip)
        {
            json.WriteStartObject("clip");
            json.WriteNumber(clip.Kind == ClipKind.Norm ? "norm" : "value", clip.Bound);
            json.WriteEndObject();
        }

        WriteOptimizer(json, training.Optimizer);
        WriteSchedule(json, training.Schedule);
        json.WriteEndObject();
    }

    private static void WriteOptimizer(Utf8JsonWriter json, OptimizerSpec optimizer)
    {
        json.WriteStartObject("optimizer");
        json.WriteString("kind", SpecChoices.Optimizer.WordOf(optimizer switch
        {
            SgdSpec => SpecChoices.OptimizerKind.Sgd,
            AdamSpec { Decoupled: false } => SpecChoices.OptimizerKind.Adam,
            AdamSpec => SpecChoices.OptimizerKind.AdamW,
            _ => throw new UnreachableException(),
        }));
        json.WriteNumber("rate", optimizer.Rate);
        json.WriteNumber("weightDecay", optimizer.WeightDecay);
        if (optimizer is SgdSpec sgd)
        {
            json.WriteNumber("momentum", sgd.Momentum);
            json.WriteNumber("dampening", sgd.Dampening);
            json.WriteBoolean("nesterov", sgd.Nesterov);
        }
        else if (optimizer is AdamSpec adam)
        {
            json.WriteStartArray("betas");
            json.WriteNumberValue(adam.Beta1);
            json.WriteNumberValue(adam.Beta2);
            json.WriteEndArray();
            json.WriteNumber("epsilon", adam.Epsilon);
        }

        json.WriteEndObject();
    }

    private static void WriteSchedule(Utf8JsonWriter json, ScheduleSpec schedule)
    {
        json.WriteStartObject("schedule");
        json.WriteString("kind", SpecChoices.Schedule.WordOf(schedule switch
        {
            ConstantScheduleSpec => SpecChoices.ScheduleKind.Constant,
            StepScheduleSpec => SpecChoices.ScheduleKind.Step,
            CosineScheduleSpec => SpecChoices.ScheduleKind.Cosine,
            _ => throw new UnreachableException(),
        }));
        json.WriteNumber("warmup", schedule.Warmup);
        if (schedule is StepScheduleSpec step)
        {
            json.WriteNumber("factor", step.Factor);
            json.WriteNumber("after", step.After);
        }
        else if (schedule is CosineScheduleSpec cosine)
        {
            json.WriteNumber("final", cosine.Final);
        }

        json.WriteEndObject();
    }

    private static void WriteRest(Utf8JsonWriter json, RunSpec spec)
    {
        json.WriteStartObject("validation");
        json.WriteNumber("every", spec.Validation.Every);
        json.WriteNumber("lanes", spec.Validation.Lanes);
        json.WriteEndObject();
        json.WriteStartObject("checkpoints");
        json.WriteNumber("every", spec.Checkpoints.Every);
        json.WriteNumber("keep", spec.Checkpoints.Keep);
        json.WriteEndObject();
        json.WriteStartObject("source");
        json.WriteString("path", spec.SourcePath);
        json.WriteString("text", spec.SourceText);
        json.WriteEndObject();
    }
}
