using System.Numerics;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RnnCluster.Architecture.Tests;

/// <summary>
/// The functions of the platform whose bits depend on the machine, found by reflection: a name that a later runtime
/// adds is asked for as soon as the tests run on it.
/// </summary>
internal static class UnportableFunctions
{
    private const string OfLibm = "Its bits depend on the CPU's libm: use RnnCluster.Kernels.Functions";
    private const string Estimated = "An estimate differs between CPUs";
    private const string Native = "It does what the CPU's instruction does; CPUs differ on NaN, zeros and overflow";
    private const string Ordered = "The order of its additions depends on the width: use RnnCluster.Kernels.Reductions";

    private static readonly Type[] Scalars = [typeof(Math), typeof(MathF), typeof(double), typeof(float), typeof(Half)];

    private static readonly Type[] Vectors =
        [typeof(Vector64), typeof(Vector128), typeof(Vector256), typeof(Vector512), typeof(Vector)];

    private static readonly Type[] Instructions =
    [
        typeof(Sse), typeof(Sse.X64), typeof(Avx), typeof(Avx512F), typeof(Avx512F.VL), typeof(Avx512DQ),
        typeof(Avx10v1), typeof(AdvSimd), typeof(AdvSimd.Arm64),
    ];

    private static readonly string[] Transcendentals =
    [
        "Exp", "Exp2", "Exp10", "ExpM1", "Exp2M1", "Exp10M1", "Log", "Log2", "Log10", "LogP1", "Log2P1", "Log10P1",
        "Sin", "Cos", "Tan", "SinCos", "SinPi", "CosPi", "TanPi", "SinCosPi", "Asin", "Acos", "Atan", "Atan2",
        "AsinPi", "AcosPi", "AtanPi", "Atan2Pi", "Sinh", "Cosh", "Tanh", "Asinh", "Acosh", "Atanh", "Pow", "Cbrt",
        "Hypot", "RootN",
    ];

    /// <summary>What each banned function is called in BannedSymbols.txt, and why it is banned.</summary>
    public static IEnumerable<(string Id, string Reason)> All =>
        from type in Scalars.Concat(Vectors).Concat(Instructions)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let reason = ReasonFor(type, method.Name)
        where reason is not null
        select (DocumentationId.Of(method), reason);

    private static string? ReasonFor(Type type, string name)
    {
        if (name.EndsWith("Estimate", StringComparison.Ordinal)
            || (Instructions.Contains(type) && name.StartsWith("Reciprocal", StringComparison.Ordinal)))
        {
            return Estimated;
        }

        if (Instructions.Contains(type))
        {
            return null;
        }

        if (name.EndsWith("Native", StringComparison.Ordinal))
        {
            return Native;
        }

        if (Vectors.Contains(type) && name is "Sum" or "Dot")
        {
            return Ordered;
        }

        return Array.IndexOf(Transcendentals, name) >= 0 ? OfLibm : null;
    }
}
