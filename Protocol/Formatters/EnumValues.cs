using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>The values of an enumeration that travels as an integer: 0, 1, 2 and so on without a gap.</summary>
internal static class EnumValues<T>
    where T : struct, Enum
{
    private static readonly T[] Values = Enum.GetValues<T>();

    public static int Count => Values.Length;

    public static T ValueOf(int number) => Values[number];

    public static int NumberOf(T value)
    {
        int number = Array.IndexOf(Values, value);
        Ensure.That(number >= 0);
        return number;
    }
}
