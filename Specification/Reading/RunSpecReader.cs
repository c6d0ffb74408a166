using System.Diagnostics;
using System.Globalization;
using static RnnCluster.Specification.Reading.Grammars;

namespace RnnCluster.Specification.Reading;

/// <summary>
/// The language itself: which keys hold what, with which default, and what contradicts what. docs/run-spec.md says
/// the same in words; change both.
/// </summary>
internal static class RunSpecReader
{
    /// <summary>The latest, the one before in case it is torn, and one to look back at.</summary>
    private const int CheckpointsKept = 3;

    /// <summary>Reads a parsed document.</summary>
    /// <param name="document">The parsed text.</param>
    /// <param name="form">Which form it has; the canonical one has neither name nor paths.</param>
    /// <exception cref="Shared.InputException">Something in it is wrong.</exception>
    public static RunSpec Read(SpecDocument document, RunSpecForm form)
    {
        bool canonical = form == RunSpecForm.Canonical;
        var root = new MappingReader(document, form switch
        {
            RunSpecForm.Document => SpecSchema.Root,
            RunSpecForm.Complete => SpecSchema.CompleteRoot,
            RunSpecForm.Canonical => SpecSchema.CanonicalRoot,
            _ => throw new UnreachableException(),
        });
        string name = canonical ? "" : root.Read("name", Name);
        ulong seed = root.Read("seed", Integer<ulong>(SpecLimits.Seed), 1UL);
        RunTask task = root.Read("task", SpecChoices.Task.Grammar);
        DataSpec data = DataReader.Read(root, canonical, Folder(document.Origin, form));
        ModelSpec model = ReadModel(root.Section(SpecSchema.Model));
        TrainingSpec training = TrainingReader.Read(root.Section(SpecSchema.Training));
        MappingReader? validation = canonical ? null : root.MaybeSection(SpecSchema.Validation);
        MappingReader? checkpoints = canonical ? null : root.MaybeSection(SpecSchema.Checkpoints);
        MappingReader? source = form == RunSpecForm.Complete ? root.Section(SpecSchema.Source) : null;
        return new RunSpec(
            name, seed, task, data, model, training, ReadValidation(validation, training), ReadCheckpoints(checkpoints))
        {
            SourcePath = source?.Read("path", AnyText) ?? "",
            SourceText = source?.Read("text", AnyText) ?? "",
        };
    }

    private static string Folder(string origin, RunSpecForm form)
    {
        if (form != RunSpecForm.Document)
        {
            return "";
        }

        // Beside standard input or a pipe of the shell, /dev/fd/63, are no data: the paths are those of the caller.
        // A spec in /dev/shm is a file as all others.
        string path = Path.GetFullPath(origin);
        bool isPiped = path == "/dev/stdin"
            || path.StartsWith("/dev/fd/", StringComparison.Ordinal)
            || path.StartsWith("/proc/", StringComparison.Ordinal);
        return (isPiped ? null : Path.GetDirectoryName(path)) ?? Path.GetFullPath(".");
    }

    private static ModelSpec ReadModel(MappingReader model)
    {
        int? embedding = model.Read("embedding", Embedding);
        CellKind cell = model.Read("cell", SpecChoices.Cell.Grammar);
        int hidden = model.Read("hidden", Integer<int>(SpecLimits.Width));
        int layers = model.Read("layers", Integer<int>(SpecLimits.Layers), 1);
        double dropout = model.Read("dropout", Number(SpecLimits.BelowOne), 0.0);
        bool tied = model.Read("tied", Flag, false);
        model.Demand(
            dropout == 0 || layers > 1,
            "dropout",
            "dropout acts between layers and there is one; use layers >= 2, or leave dropout out");
        model.Demand(
            !tied || embedding == hidden,
            "tied",
            "head and embedding can share a matrix only if embedding equals hidden; " +
            $"found {ShowWidth(embedding)} and {hidden}");
        return new ModelSpec(embedding, cell, hidden, layers, dropout, tied, ReadInitialization(model));
    }

    private static string ShowWidth(int? embedding) =>
        embedding?.ToString(CultureInfo.InvariantCulture) ?? OneHot;

    private static double? ReadInitialization(MappingReader model)
    {
        if (model.HasMapping("initialization"))
        {
            return model.Section(SpecSchema.Initialization).Read("uniform", Number(SpecLimits.Positive));
        }

        return model.Read<double?>("initialization", Initialization, null);
    }

    private static ValidationSpec ReadValidation(MappingReader? section, TrainingSpec training) => new(
        section?.Read("every", Integer<long>(SpecLimits.Distance), 0L) ?? 0L,
        section?.Read("lanes", Integer<int>(SpecLimits.Lanes), training.Batch) ?? training.Batch);

    private static CheckpointSpec ReadCheckpoints(MappingReader? section) => new(
        section?.Read("every", Integer<long>(SpecLimits.Distance), 0L) ?? 0L,
        section?.Read("keep", Integer<int>(SpecLimits.Keep), CheckpointsKept) ?? CheckpointsKept);
}
