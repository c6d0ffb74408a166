using RnnCluster.Kernels.Memory;

namespace RnnCluster.Neural.Modules;

/// <summary>How much room the modules of a model lay out, and the carried states that they ask for.</summary>
/// <param name="steps">The most time steps of a window.</param>
/// <param name="rows">The most rows of a window.</param>
/// <param name="globalRows">Rows of the carried states.</param>
/// <param name="parameters">The flat parameter buffer.</param>
public sealed class ModuleSpace(int steps, int rows, int globalRows, AlignedFloats parameters)
{
    private readonly List<StateSlot> states = [];

    /// <summary>The flat parameter buffer, which some products read as it is.</summary>
    public AlignedFloats Parameters => parameters;

    /// <summary>The most rows of a window.</summary>
    public int Rows => rows;

    /// <summary>The most positions of a window.</summary>
    public int Positions => steps * rows;

    /// <summary>Rows of the carried states: the lanes of the global batch.</summary>
    public int GlobalRows => globalRows;

    /// <summary>The carried states in canonical order.</summary>
    public IReadOnlyList<StateSlot> States => states;

    /// <summary>Elements of all carried states.</summary>
    public int StateLength { get; private set; }

    /// <summary>Asks for a carried state.</summary>
    /// <param name="name">As in <c>rnn.l0.h</c>.</param>
    /// <param name="width">Elements per row.</param>
    internal StateSlot AddState(string name, int width)
    {
        var slot = new StateSlot(name, width, StateLength, globalRows);
        StateLength = checked(StateLength + slot.Length);
        states.Add(slot);
        return slot;
    }
}
