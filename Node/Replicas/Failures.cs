using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>What ends a replica in good order. Everything else is a bug and goes up.</summary>
internal static class Failures
{
    /// <summary>Whether a fault is answered with its reason, so that the run ends in good order.</summary>
    public static bool IsExpected(Exception fault) =>
        fault is NonFiniteException or InvalidDataException or InputException or StorageException;

    /// <summary>Whose fault it is.</summary>
    public static FailureKind KindOf(Exception fault) => fault switch
    {
        InputException => FailureKind.Mistake,
        NonFiniteException => FailureKind.NonFinite,
        _ => FailureKind.World,
    };
}
