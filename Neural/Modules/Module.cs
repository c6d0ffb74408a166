using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// A part of a model: forward beside backward, workspace laid out ahead. A step runs in three phases, each split over
/// the threads of a team: packing the weights, the pass over rows (forward, then backward), the weights' gradients.
/// Between two phases there is a barrier, within a phase there is none.
/// </summary>
public abstract class Module
{
    /// <summary>How many independent tasks packing the weights splits into.</summary>
    public virtual int PackTasks => 0;

    /// <summary>How many independent tasks the weights' gradients split into.</summary>
    public virtual int GradientTasks => 0;

    /// <summary>Brings a part of the weights into the form that the products read.</summary>
    /// <param name="task">0 .. <see cref="PackTasks"/> - 1.</param>
    /// <param name="parameters">The flat parameter buffer.</param>
    public virtual void Pack(int task, ReadOnlySpan<float> parameters) =>
        throw new InvalidOperationException("This module has nothing to pack.");

    /// <summary>Computes the output of some rows for the whole window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="rows">The rows.</param>
    public abstract void Forward(Window window, RowRange rows);

    /// <summary>Turns the output's gradient of the same rows into the input's.</summary>
    /// <param name="window">The window.</param>
    /// <param name="rows">The rows.</param>
    public abstract void Backward(Window window, RowRange rows);

    /// <summary>
    /// Where a part of the weights' gradients lies: all that <see cref="Gradients"/> may write for it, whatever the
    /// window.
    /// </summary>
    /// <param name="task">0 .. <see cref="GradientTasks"/> - 1.</param>
    public virtual IReadOnlyList<FlatRange> GradientRanges(int task) =>
        throw new InvalidOperationException("This module has no weights.");

    /// <summary>Sums a part of the weights' gradients over a subtree of shards.</summary>
    /// <param name="task">0 .. <see cref="GradientTasks"/> - 1.</param>
    /// <param name="window">The window.</param>
    /// <param name="node">The shards to sum.</param>
    /// <param name="gradient">The flat gradient buffer; every element of the part is overwritten.</param>
    public virtual void Gradients(int task, Window window, ShardNode node, Span<float> gradient) =>
        throw new InvalidOperationException("This module has no weights.");
}
