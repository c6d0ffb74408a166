using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace RnnCluster.Shared;

/// <summary>Invariants that stay on in Release. A violated one is a bug of ours, never a user's mistake.</summary>
public static class Ensure
{
    /// <summary>Throws when <paramref name="invariant"/> does not hold.</summary>
    /// <param name="invariant">What must be true here.</param>
    /// <param name="expression">Filled in by the compiler: the text of the invariant.</param>
    /// <exception cref="InvalidOperationException">The invariant is false.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void That(
        [DoesNotReturnIf(false)] bool invariant,
        [CallerArgumentExpression(nameof(invariant))] string? expression = null)
    {
        if (!invariant)
        {
            Throw(expression);
        }
    }

    [DoesNotReturn]
    private static void Throw(string? expression) =>
        throw new InvalidOperationException($"Invariant violated: {expression}");
}
