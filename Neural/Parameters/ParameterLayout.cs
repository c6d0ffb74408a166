using RnnCluster.Shared;

namespace RnnCluster.Neural.Parameters;

/// <summary>
/// The order of all parameters in one flat buffer. Parameters, gradients and moments share it, so that averaging,
/// clipping, updating, hashing and sending are loops over one vector.
/// </summary>
public sealed class ParameterLayout
{
    private readonly List<Parameter> parameters = [];

    /// <summary>The parameters in order of their offsets.</summary>
    public IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>Elements of the flat buffer.</summary>
    public int Length { get; private set; }

    /// <summary>Appends a matrix.</summary>
    /// <param name="name">PyTorch's name.</param>
    /// <param name="rows">First dimension.</param>
    /// <param name="columns">Second dimension.</param>
    /// <exception cref="InputException">The model has more than 2^31 - 1 parameters.</exception>
    public Parameter AddMatrix(string name, int rows, int columns)
    {
        Ensure.That(rows > 0 && columns > 0);
        return Add(name, rows, columns);
    }

    /// <summary>Appends a vector.</summary>
    /// <param name="name">PyTorch's name.</param>
    /// <param name="length">Its only dimension.</param>
    /// <exception cref="InputException">The model has more than 2^31 - 1 parameters.</exception>
    public Parameter AddVector(string name, int length)
    {
        Ensure.That(length > 0);
        return Add(name, length, 0);
    }

    private Parameter Add(string name, int rows, int columns)
    {
        var parameter = new Parameter(name, rows, columns, Length);
        long length = Length + ((long)rows * Math.Max(columns, 1));
        if (length > int.MaxValue / sizeof(float))
        {
            throw new InputException(
                $"model: {name} ({rows} x {columns}) brings the model to {length:N0} parameters; at most "
                + $"{int.MaxValue / sizeof(float):N0} fit one buffer; make the model or the vocabulary smaller");
        }

        Length = (int)length;
        parameters.Add(parameter);
        return parameter;
    }
}
