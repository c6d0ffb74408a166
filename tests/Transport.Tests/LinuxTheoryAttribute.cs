namespace RnnCluster.Transport.Tests;

/// <summary>As <see cref="LinuxFactAttribute"/>, with cases.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = new LinuxFactAttribute().Skip;
}
