namespace RnnCluster.Learning.Hashing;

/// <summary>The type of a tensor's elements, named as in a safetensors file. All are little-endian.</summary>
public enum TensorType
{
    /// <summary>IEEE 754 binary32: parameters, moments, carried states.</summary>
    F32,

    /// <summary>IEEE 754 binary64: losses and other scalars of a run's progress.</summary>
    F64,

    /// <summary>IEEE 754 binary16. Only read from weights files, never part of a state.</summary>
    F16,

    /// <summary>The upper half of a binary32. Only read from weights files, never part of a state.</summary>
    BF16,

    /// <summary>Signed 64-bit integers: counters.</summary>
    I64,

    /// <summary>Bytes: encoded records, such as the log of amendments.</summary>
    U8,
}
