using RnnCluster.Kernels.Memory;
using RnnCluster.Neural.Models;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// Whether the network of a run can be laid out at all: what depends on several keys of the spec together, and on the
/// vocabulary. It is checked for a process that computes the whole batch, so that what passes here runs on any number
/// of workers. The parameters are checked where they are laid out.
/// </summary>
internal static class RunRoom
{
    /// <summary>Refuses a run whose matrices or carried states no array can hold.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">B.</param>
    /// <param name="window">T.</param>
    /// <exception cref="InputException">It does not fit; the message names keys, need and bound.</exception>
    public static void Ensure(ModelOptions model, int batch, int window)
    {
        int gates = LanguageModelParameters.GateCount(model.Cell);
        long positions = (long)batch * window;
        EnsureMatrix(positions + batch, 1, model.Hidden, "model.hidden", batch, window);
        EnsureMatrix(positions, gates, model.Hidden, "model.hidden", batch, window);
        EnsureMatrix(positions, 1, model.InputWidth, "model.embedding", batch, window);
        EnsureMatrix(positions, 1, model.Vocabulary, "the vocabulary", batch, window);
        long states = (long)LanguageModelParameters.StateCount(model.Cell) * model.Layers * model.Hidden * batch;
        if (states > Limits.BufferFloatsMax)
        {
            throw new InputException(
                $"training.batch: the states that {batch:N0} rows carry through {model.Layers} layers of "
                + $"{model.Hidden:N0} are {states:N0} numbers; at most {Limits.BufferFloatsMax:N0} fit one buffer; "
                + "make training.batch, model.hidden or model.layers smaller");
        }
    }

    private static void EnsureMatrix(long rows, int blocks, int columns, string width, int batch, int window)
    {
        long panels = blocks * ((columns + (long)Panels.Width - 1) / Panels.Width);
        long floats = panels * ((rows | 1) * Panels.Width);
        if (floats > Limits.MatrixFloatsMax)
        {
            string times = blocks == 1 ? "" : $"{blocks} x ";
            throw new InputException(
                $"training.batch x training.window: {batch:N0} x {window:N0} positions with {times}{columns:N0} "
                + $"columns ({width}) are a matrix of {floats:N0} numbers; at most {Limits.MatrixFloatsMax:N0} fit; "
                + $"make training.batch, training.window or {width} smaller");
        }
    }
}
