using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Weights;
using RnnCluster.Neural.Models;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Runs;

/// <summary>A model, packed and ready to be evaluated or to generate, with its spec and its tokenizer.</summary>
public sealed class LoadedModel
{
    private readonly Vocabulary? kept;
    private Corpus? corpus;

    private LoadedModel(
        RunSpec spec, ITokenizer tokenizer, Vocabulary? kept, Corpus? corpus, LanguageModel model, ComputeTeam team)
    {
        Spec = spec;
        Tokenizer = tokenizer;
        this.kept = kept;
        this.corpus = corpus;
        Model = model;
        var pack = new PackJob(model);
        pack.Reset(model.PackTasks);
        team.Run(pack);
    }

    /// <summary>What the model was made by.</summary>
    public RunSpec Spec { get; }

    /// <summary>Turns text into the model's symbols and back.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>The model with room for passes of <see cref="Steps"/> time steps.</summary>
    public LanguageModel Model { get; }

    /// <summary>T, the most time steps of a pass: the window that the spec trains with.</summary>
    public int Steps => Spec.Training.Window;

    /// <summary>Loads the parameters of a checkpoint. The data of its run need not be there.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="rows">R, the most rows of a pass, at least 1.</param>
    /// <param name="team">Threads to pack the parameters with.</param>
    /// <exception cref="InputException">The checkpoint's parts do not fit each other.</exception>
    public static LoadedModel FromCheckpoint(Checkpoint checkpoint, int rows, ComputeTeam team)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(team);
        RunSpec spec = RunSpec.FromJson(checkpoint.Content.Spec.Span, checkpoint.Location);
        Vocabulary vocabulary =
            Vocabulary.FromJson(checkpoint.Content.Identity.Vocabulary, checkpoint.Location);
        LanguageModel model = Lay(spec, vocabulary, rows);
        ReplicaImage.LoadParameters(model.Layout, model.Parameters, checkpoint.State);
        return new LoadedModel(spec, vocabulary.CreateTokenizer(), vocabulary, null, model, team);
    }

    /// <summary>Loads the parameters of a weights file; the vocabulary comes from the data of the spec.</summary>
    /// <param name="spec">Describes the model that the file was made with.</param>
    /// <param name="weights">A safetensors file under PyTorch's names.</param>
    /// <param name="rows">R, the most rows of a pass, at least 1.</param>
    /// <param name="team">Threads to pack the parameters with.</param>
    /// <exception cref="InputException">The data or the file cannot be used.</exception>
    public static LoadedModel FromWeights(RunSpec spec, string weights, int rows, ComputeTeam team)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(team);
        Corpus corpus = RunAssembly.LoadCorpus(spec.Data);
        LanguageModel model = Lay(spec, corpus.Vocabulary, rows);
        ModelWeights.Load(weights, model);
        return new LoadedModel(spec, corpus.Tokenizer, null, corpus, model, team);
    }

    /// <summary>The part of the spec's data that the model was not trained on: test, or else validation.</summary>
    /// <exception cref="InputException">There is no such part, or it cannot be read.</exception>
    public EvaluationPart ReadHeldOutPart()
    {
        corpus ??= RunAssembly.LoadCorpus(Spec.Data, kept);
        EvaluationPart part = corpus.Test.IsEmpty
            ? new EvaluationPart("validation", corpus.Validation)
            : new EvaluationPart("test", corpus.Test);
        if (part.Tokens.Length < 2)
        {
            string found = part.Tokens.IsEmpty
                ? "the spec's data have neither a test nor a validation part"
                : $"the {part.Name} part has only one symbol, a first target needs a second";
            throw new InputException($"{found}; name a file with --data");
        }

        return part;
    }

    /// <summary>A whole text file.</summary>
    /// <param name="path">UTF-8 text, or such text packed as .gz.</param>
    /// <exception cref="InputException">
    /// It cannot be read, is too short, or has a character that the vocabulary lacks.
    /// </exception>
    public EvaluationPart ReadFile(string path)
    {
        int[] tokens = Tokenizer.Encode(TextFile.Read(path).Text, path);
        return tokens.Length >= 2
            ? new EvaluationPart(path, tokens)
            : throw new InputException($"{path}: {tokens.Length} symbols; a first target needs at least 2");
    }

    private static LanguageModel Lay(RunSpec spec, Vocabulary vocabulary, int rows) =>
        new(RunAssembly.ModelOf(spec.Model, vocabulary.Count), spec.Training.Window, rows, rows);
}
