using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>
/// Which tokens a step of stateful truncated BPTT trains on. A text of n tokens has n - 1 targets; it is cut into B
/// lanes of floor((n - 1) / B) targets, and each step advances every lane by one window of T. What is left of a lane
/// after its last whole window is dropped; then a new epoch starts every lane again, from the zero state.
/// </summary>
/// <remarks>A pure function of (n, B, T, step): nothing to save, nothing to resume.</remarks>
public sealed class LaneSchedule
{
    /// <summary>Lays the lanes out.</summary>
    /// <param name="tokenCount">n, the tokens of the training part.</param>
    /// <param name="batch">B, the lanes, at least 1.</param>
    /// <param name="window">T, the targets per lane and step, at least 1.</param>
    /// <exception cref="InputException">The lanes would be shorter than a window.</exception>
    public LaneSchedule(int tokenCount, int batch, int window)
    {
        Ensure.That(tokenCount >= 0 && batch >= 1 && window >= 1);
        long needed = ((long)batch * window) + 1;
        if (tokenCount < needed)
        {
            throw new InputException(
                $"The training part has {tokenCount} symbols, but a batch of {batch} lanes with a window of {window} "
                + $"needs at least {needed}; give a longer text, or lower the batch or the window.");
        }

        TokenCount = tokenCount;
        Batch = batch;
        Window = window;
        LaneLength = (tokenCount - 1) / batch;
        WindowsPerEpoch = LaneLength / window;
    }

    /// <summary>n, the tokens of the training part.</summary>
    public int TokenCount { get; }

    /// <summary>B, the number of lanes.</summary>
    public int Batch { get; }

    /// <summary>T, the targets per lane and step.</summary>
    public int Window { get; }

    /// <summary>Targets in a lane, those of the dropped last window included.</summary>
    public int LaneLength { get; }

    /// <summary>Steps in an epoch, at least 1.</summary>
    public int WindowsPerEpoch { get; }

    /// <summary>The position of a lane's first input; its first target is the token after it.</summary>
    /// <param name="lane">0 .. <see cref="Batch"/> - 1.</param>
    public int LaneStart(int lane) => lane * LaneLength;

    /// <summary>The epoch that a step belongs to, from 0.</summary>
    /// <param name="step">How many updates come before it, from 0.</param>
    public long Epoch(long step) => step / WindowsPerEpoch;

    /// <summary>The step's window within its epoch, from 0.</summary>
    /// <param name="step">How many updates come before it, from 0.</param>
    public int WindowIndex(long step) => (int)(step % WindowsPerEpoch);

    /// <summary>Whether lanes enter a step with the zero state instead of the one carried on.</summary>
    /// <param name="step">How many updates come before it, from 0.</param>
    public bool StartsEpoch(long step) => WindowIndex(step) == 0;

    /// <summary>Writes the tokens of one step. Allocates nothing.</summary>
    /// <param name="tokens">The training part, n tokens.</param>
    /// <param name="step">How many updates come before it, from 0.</param>
    /// <param name="rows">The lanes wanted, R of them, in any order.</param>
    /// <param name="inputs">(T, R), time-major: the token of row r at time t goes to t * R + r.</param>
    /// <param name="targets">(T, R), time-major: the token after each input.</param>
    public void FillWindow(
        ReadOnlySpan<int> tokens, long step, ReadOnlySpan<int> rows, Span<int> inputs, Span<int> targets)
    {
        Ensure.That(tokens.Length == TokenCount && step >= 0);
        Ensure.That(inputs.Length == Window * rows.Length && targets.Length == inputs.Length);
        int offset = WindowIndex(step) * Window;
        for (int row = 0; row < rows.Length; row++)
        {
            Ensure.That((uint)rows[row] < (uint)Batch);
            ReadOnlySpan<int> source = tokens.Slice(LaneStart(rows[row]) + offset, Window + 1);
            LaneLayout.Scatter(source, row, rows.Length, inputs, targets);
        }
    }
}
