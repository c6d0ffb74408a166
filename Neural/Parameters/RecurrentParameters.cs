using System.Globalization;

namespace RnnCluster.Neural.Parameters;

/// <summary>The four tensors of a recurrent layer under PyTorch's names.</summary>
/// <param name="Name">The layer's name in the carried states, as in <c>rnn.l0</c>.</param>
/// <param name="Index">Which layer of the stack it is, from 0 at the bottom.</param>
/// <param name="WeightIh">(gates * H, I).</param>
/// <param name="WeightHh">(gates * H, H).</param>
/// <param name="BiasIh">(gates * H).</param>
/// <param name="BiasHh">(gates * H).</param>
internal sealed record RecurrentParameters(
    string Name, int Index, Parameter WeightIh, Parameter WeightHh, Parameter BiasIh, Parameter BiasHh)
{
    /// <summary>H.</summary>
    public int Hidden => WeightHh.Columns;

    /// <summary>Adds a layer's tensors to a layout.</summary>
    public static RecurrentParameters Add(ParameterLayout layout, int layer, int gates, int input, int hidden)
    {
        string suffix = "_l" + layer.ToString(CultureInfo.InvariantCulture);
        return new RecurrentParameters(
            "rnn" + suffix.Replace('_', '.'),
            layer,
            layout.AddMatrix("rnn.weight_ih" + suffix, gates * hidden, input),
            layout.AddMatrix("rnn.weight_hh" + suffix, gates * hidden, hidden),
            layout.AddVector("rnn.bias_ih" + suffix, gates * hidden),
            layout.AddVector("rnn.bias_hh" + suffix, gates * hidden));
    }
}
