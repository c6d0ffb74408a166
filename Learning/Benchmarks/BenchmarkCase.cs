using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Schedules;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Specification;
using CellKind = RnnCluster.Neural.Models.CellKind;
using ClipKind = RnnCluster.Neural.Optimizers.ClipKind;

namespace RnnCluster.Learning.Benchmarks;

/// <summary>A training step whose speed is measured on synthetic symbols.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Plan">The step.</param>
public sealed record BenchmarkCase(string Name, TrainingPlan Plan)
{
    private const int DefaultShards = 8;

    /// <summary>
    /// The configurations that are compared with PyTorch, by the names that benchmarks/peers uses for the same work.
    /// </summary>
    public static IReadOnlyList<BenchmarkCase> Known { get; } =
    [
        Characters("char-lstm-256", CellKind.Lstm, 1, 256),
        Characters("char-lstm-2x512", CellKind.Lstm, 2, 512),
        Characters("char-gru-256", CellKind.Gru, 1, 256),
        Characters("char-rnn-256", CellKind.RnnTanh, 1, 256),
        Words("words-small", 200, 20),
        Words("words-medium", 650, 35),
    ];

    /// <summary>
    /// Floating-point operations of the matrix products of a step, a multiply-add counting two: what shares of peak are
    /// taken of. Element-wise work is not counted.
    /// </summary>
    public double Operations
    {
        get
        {
            ModelOptions model = Plan.Model;
            int gates = model.Cell switch
            {
                CellKind.Lstm => 4,
                CellKind.Gru => 3,
                _ => 1,
            };
            double perTarget = 2.0 * model.Hidden * model.Vocabulary;
            int input = model.InputWidth;
            for (int layer = 0; layer < model.Layers; layer++)
            {
                perTarget += 2.0 * gates * model.Hidden * (input + model.Hidden);
                input = model.Hidden;
            }

            // Forward, back to the inputs, and to the weights.
            return 3 * perTarget * Plan.TargetsPerStep;
        }
    }

    /// <summary>The step of a run.</summary>
    /// <param name="spec">Its spec.</param>
    /// <param name="vocabulary">V, which a spec leaves to its data.</param>
    public static BenchmarkCase Of(RunSpec spec, int vocabulary)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new BenchmarkCase(spec.Name, RunAssembly.PlanOf(spec, vocabulary, 1));
    }

    private static BenchmarkCase Characters(string name, CellKind cell, int layers, int hidden) => Create(
        name,
        new ModelOptions(65, 128, cell, hidden, layers, 0, false, null),
        32,
        64,
        new AdamOptions(0, 0.9, 0.999, 1e-8, false),
        0.001);

    private static BenchmarkCase Words(string name, int hidden, int window) => Create(
        name,
        new ModelOptions(10_000, hidden, CellKind.Lstm, hidden, 2, 0, false, null),
        20,
        window,
        new SgdOptions(0, 0, 0, false),
        0.1);

    private static BenchmarkCase Create(
        string name, ModelOptions model, int batch, int window, OptimizerOptions optimizer, double rate) =>
        new(
            name,
            new TrainingPlan(
                1,
                model,
                batch,
                window,
                DefaultShards,
                false,
                new ClipOptions(ClipKind.Norm, 1),
                optimizer,
                new RateSchedule(new ConstantScheduleSpec(0), rate, 1, 1)));
}
