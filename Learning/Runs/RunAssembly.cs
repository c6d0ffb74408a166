using System.Diagnostics;
using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Schedules;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Shared;
using RnnCluster.Specification;
using CellKind = RnnCluster.Neural.Models.CellKind;
using ClipKind = RnnCluster.Neural.Optimizers.ClipKind;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// Turns what a spec says into what the lower layers take; the one place that knows both vocabularies.
/// </summary>
public static class RunAssembly
{
    /// <summary>Loads the data that a spec names.</summary>
    /// <param name="data">The spec's data.</param>
    /// <param name="vocabulary">A vocabulary to keep to, from a checkpoint; null to make it from the data.</param>
    /// <exception cref="InputException">A file is missing or bad.</exception>
    public static Corpus LoadCorpus(DataSpec data, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        var options = new CorpusOptions
        {
            Tokenizer = data.Tokenizer switch
            {
                Specification.TokenizerKind.Character => Data.TokenizerKind.Character,
                Specification.TokenizerKind.Word => Data.TokenizerKind.Word,
                _ => throw new UnreachableException(),
            },
            VocabularySizeMax = data.VocabularyMax,
            LineEnd = data.LineEnd,
            Vocabulary = vocabulary,
        };
        return Corpus.Load(data.Corpus switch
        {
            SplitTextSpec text => options with
            {
                Text = text.Path,
                Split = new CorpusSplit(text.Train, text.Validation, text.Test),
            },
            SeparateFilesSpec files => options with
            {
                Training = files.Train,
                Validation = files.Validation,
                Test = files.Test,
            },
            _ => throw new UnreachableException(),
        });
    }

    /// <summary>What makes a run this run.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="corpus">Its data.</param>
    /// <param name="origin">The state of another run that it began with; null for an initial state.</param>
    public static RunIdentity Identify(RunSpec spec, Corpus corpus, RunOrigin? origin = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(corpus);
        byte[] canonical = spec.ToCanonicalJson();
        RunId id = RunIdHash.Compute(
            canonical,
            Convert.FromHexString(corpus.DataHash),
            Convert.FromHexString(corpus.Vocabulary.Hash),
            Numerics.Version);
        if (origin is not null)
        {
            id = RunIdHash.WithOrigin(id, Convert.FromHexString(origin.StateHash), origin.Step);
        }

        // Without the line end behind it: what a manifest gives back is the JSON value alone.
        ReadOnlyMemory<byte> vocabulary = corpus.Vocabulary.ToJson();
        return new RunIdentity(
            id.ToString(), Numerics.Version, canonical, corpus.DataHash, vocabulary.TrimEnd((byte)'\n'))
        {
            Origin = origin,
        };
    }

    /// <summary>What the model of a spec is made of.</summary>
    /// <param name="model">The spec's model.</param>
    /// <param name="vocabulary">V.</param>
    public static ModelOptions ModelOf(ModelSpec model, int vocabulary)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ModelOptions(
            vocabulary,
            model.Embedding ?? 0,
            model.Cell switch
            {
                Specification.CellKind.Lstm => CellKind.Lstm,
                Specification.CellKind.Gru => CellKind.Gru,
                Specification.CellKind.RnnTanh => CellKind.RnnTanh,
                Specification.CellKind.RnnRelu => CellKind.RnnRelu,
                _ => throw new UnreachableException(),
            },
            model.Hidden,
            model.Layers,
            model.Dropout,
            model.Tied,
            model.UniformBound);
    }

    /// <summary>The arithmetic of a run.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="stepsPerEpoch">Windows of an epoch.</param>
    /// <exception cref="InputException">The network is too large to be laid out.</exception>
    public static TrainingPlan PlanOf(RunSpec spec, int vocabulary, int stepsPerEpoch)
    {
        ArgumentNullException.ThrowIfNull(spec);
        TrainingSpec training = spec.Training;
        ModelOptions model = ModelOf(spec.Model, vocabulary);
        RunRoom.Ensure(model, training.Batch, training.Window);
        return new TrainingPlan(
            spec.Seed,
            model,
            training.Batch,
            training.Window,
            training.Shards,
            training.Reduction == LossReduction.Sequence,
            ClipOf(training.Clip),
            OptimizerOf(training.Optimizer),
            new RateSchedule(
                training.Schedule, training.Optimizer.Rate, stepsPerEpoch, StepsOf(training, stepsPerEpoch)));
    }

    /// <summary>A replica of a run at step 0.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="corpus">Its data.</param>
    /// <param name="team">The threads to compute with; owned by the caller.</param>
    /// <exception cref="InputException">The training part is too short.</exception>
    public static Replica CreateReplica(RunSpec spec, Corpus corpus, ComputeTeam team)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(corpus);
        var data = new ReplicaData(corpus.Training, spec.Training.Batch, spec.Training.Window);
        return new Replica(PlanOf(spec, corpus.Vocabulary.Count, data.Lanes.WindowsPerEpoch), data, team);
    }

    /// <summary>K, the steps that the spec bounds the run to.</summary>
    /// <param name="training">The spec's training.</param>
    /// <param name="stepsPerEpoch">Windows of an epoch.</param>
    public static long StepsOf(TrainingSpec training, int stepsPerEpoch)
    {
        ArgumentNullException.ThrowIfNull(training);
        return training.Steps ?? (long)training.Epochs!.Value * stepsPerEpoch;
    }

    private static ClipOptions ClipOf(ClipSpec? clip) => clip switch
    {
        null => new ClipOptions(ClipKind.None, 0),
        { Kind: Specification.ClipKind.Norm } => new ClipOptions(ClipKind.Norm, clip.Bound),
        { Kind: Specification.ClipKind.Value } => new ClipOptions(ClipKind.Value, clip.Bound),
        _ => throw new UnreachableException(),
    };

    private static OptimizerOptions OptimizerOf(OptimizerSpec optimizer) => optimizer switch
    {
        SgdSpec sgd => new SgdOptions(sgd.WeightDecay, sgd.Momentum, sgd.Dampening, sgd.Nesterov),
        AdamSpec adam => new AdamOptions(adam.WeightDecay, adam.Beta1, adam.Beta2, adam.Epsilon, adam.Decoupled),
        _ => throw new UnreachableException(),
    };
}
