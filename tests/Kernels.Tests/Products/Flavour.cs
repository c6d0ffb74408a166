namespace RnnCluster.Kernels.Tests.Products;

/// <summary>What the random values of a case are like. None can make a chain overflow.</summary>
internal enum Flavour
{
    /// <summary>Uniform in [-1, 1): every term changes the sum, so a lost or moved term shows.</summary>
    Plain,

    /// <summary>As above, with every third value a signed zero or a subnormal.</summary>
    Sparse,

    /// <summary>Magnitudes from 2^-58 to 2^58: the order of the terms decides what survives.</summary>
    Wide,

    /// <summary>Signed zeros and magnitudes below 2^-70: products vanish into zeros whose sign still counts.</summary>
    Tiny,
}
