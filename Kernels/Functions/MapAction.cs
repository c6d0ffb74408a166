using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Functions;

/// <summary>destination[i] = f(source[i]), the last floats through the same registers as the others.</summary>
internal readonly unsafe struct MapAction<TFunction>(float* source, float* destination, int length) : ILaneAction
    where TFunction : struct, ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Safety: the caller pins both spans for the call and they hold length floats.
        float* from = source;
        float* to = destination;
        int whole = length - (length % Panels.Width);
        for (int i = 0; i < whole; i += TLanes.Count)
        {
            TLanes.Store(TFunction.Apply(TLanes.Load(from + i)), to + i);
        }

        int tail = length - whole;
        if (tail > 0)
        {
            float* buffer = stackalloc float[Panels.Width];
            new Span<float>(buffer, Panels.Width).Clear();
            new ReadOnlySpan<float>(from + whole, tail).CopyTo(new Span<float>(buffer, tail));
            for (int i = 0; i < Panels.Width; i += TLanes.Count)
            {
                TLanes.Store(TFunction.Apply(TLanes.Load(buffer + i)), buffer + i);
            }

            new ReadOnlySpan<float>(buffer, tail).CopyTo(new Span<float>(to + whole, tail));
        }
    }
}
