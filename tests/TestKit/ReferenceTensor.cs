namespace RnnCluster.TestKit;

/// <summary>One tensor of a file.</summary>
/// <param name="Shape">The sizes, outermost first.</param>
/// <param name="Values">The elements, row-major; an F32 element is exactly that float.</param>
public sealed record ReferenceTensor(int[] Shape, double[] Values);
