using System.Globalization;
using RnnCluster.Protocol.MessagePack;

namespace RnnCluster.Protocol.Tests.Samples;

/// <summary>Values of every kind within one another.</summary>
internal static class RandomValues
{
    private const int DepthMax = 3;

    /// <summary>Writes one.</summary>
    /// <returns>What was written, in the words of <see cref="PlainText"/>.</returns>
    public static string Write(MessagePackWriter pack, Draws draws, int depth = 0)
    {
        switch (draws.Next(0, depth < DepthMax ? 9 : 7))
        {
            case 0:
                pack.WriteNil();
                return "nil";
            case 1:
                bool flag = draws.Chance(2);
                pack.Write(flag);
                return flag ? "true" : "false";
            case 2:
                long signed = draws.Signed();
                pack.Write(signed);
                return signed.ToString(CultureInfo.InvariantCulture);
            case 3:
                ulong unsigned = draws.Word64();
                pack.Write(unsigned);
                return unsigned.ToString(CultureInfo.InvariantCulture);
            case 4:
                float single = draws.Next(-1000, 1000) / 7f;
                pack.Write(single);
                return PlainText.Of((double)single);
            case 5:
                double real = draws.Real();
                pack.Write(real);
                return PlainText.Of(real);
            case 6:
                string text = draws.Text(Length(draws));
                pack.Write(text);
                return PlainText.Of(text);
            case 7:
                byte[] bytes = draws.Bytes(Length(draws));
                pack.WriteBinary(bytes);
                return PlainText.Of(bytes.AsSpan());
            case 8:
                int values = draws.Next(0, 20 >> depth);
                pack.WriteArrayHeader(values);
                return $"[{Many(values, _ => Write(pack, draws, depth + 1))}]";
            default:
                int pairs = draws.Next(0, 20 >> depth);
                pack.WriteMapHeader(pairs);
                return $"{{{Many(pairs, key => $"{Key(pack, key)},{Write(pack, draws, depth + 1)}")}}}";
        }
    }

    private static int Length(Draws draws) => draws.Chance(30) ? draws.Next(0, 70_000) : draws.Next(0, 40);

    private static string Key(MessagePackWriter pack, int key)
    {
        pack.Write((long)key);
        return key.ToString(CultureInfo.InvariantCulture);
    }

    private static string Many(int count, Func<int, string> write) =>
        string.Join(',', Enumerable.Range(0, count).Select(write).ToArray());
}
