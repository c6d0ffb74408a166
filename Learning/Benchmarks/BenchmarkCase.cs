using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Neural.Models;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Benchmarks;

/// <summary>
/// A training step whose speed is measured on synthetic symbols. It is the step of a run spec, so that one process and
/// a cluster measure the same.
/// </summary>
public sealed class BenchmarkCase
{
    /// <summary>The step of a run.</summary>
    /// <param name="spec">Its spec; where its data is does not matter.</param>
    /// <param name="vocabulary">V, which a spec leaves to its data.</param>
    /// <exception cref="Shared.InputException">The network is too large to be laid out.</exception>
    public BenchmarkCase(RunSpec spec, int vocabulary)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
        Vocabulary = vocabulary;
        Plan = RunAssembly.PlanOf(spec, vocabulary, stepsPerEpoch: 1);
    }

    /// <summary>
    /// The configurations that are compared with PyTorch, by the names that benchmarks/peers uses for the same work.
    /// </summary>
    public static IReadOnlyList<BenchmarkCase> Known { get; } =
    [
        Characters("char-lstm-256", "lstm", 1, 256),
        Characters("char-lstm-2x512", "lstm", 2, 512),
        Characters("char-gru-256", "gru", 1, 256),
        Characters("char-rnn-256", "rnn-tanh", 1, 256),
        Words("words-small", 200, 20),
        Words("words-medium", 650, 35),
    ];

    /// <summary>What reports call it.</summary>
    public string Name => Spec.Name;

    /// <summary>The run.</summary>
    public RunSpec Spec { get; }

    /// <summary>V.</summary>
    public int Vocabulary { get; }

    /// <summary>The step.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>
    /// Floating-point operations of the matrix products of a step, a multiply-add counting two: what shares of peak are
    /// taken of. Element-wise work is not counted.
    /// </summary>
    public double Operations
    {
        get
        {
            ModelOptions model = Plan.Model;
            int gates = LanguageModelParameters.GateCount(model.Cell);
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

    private static BenchmarkCase Characters(string name, string cell, int layers, int hidden) => Parse(
        vocabulary: 65,
        $$"""
        name: {{name}}
        task: language-model
        data: { text: synthetic, tokenizer: character }
        model: { embedding: 128, cell: {{cell}}, hidden: {{hidden}}, layers: {{layers}} }
        training:
          batch: 32
          window: 64
          steps: 1
          clip: { norm: 1 }
          optimizer: { kind: adam, rate: 0.001 }
        """);

    private static BenchmarkCase Words(string name, int hidden, int window) => Parse(
        vocabulary: 10_000,
        $$"""
        name: {{name}}
        task: language-model
        data: { text: synthetic, tokenizer: word }
        model: { embedding: {{hidden}}, cell: lstm, hidden: {{hidden}}, layers: 2 }
        training:
          batch: 20
          window: {{window}}
          steps: 1
          clip: { norm: 1 }
          optimizer: { kind: sgd, rate: 0.1 }
        """);

    private static BenchmarkCase Parse(int vocabulary, string spec) =>
        new(RunSpecLoader.Parse(spec, "synthetic.yaml"), vocabulary);
}
