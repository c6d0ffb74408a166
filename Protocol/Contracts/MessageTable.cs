using System.Reflection;
using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Contracts;

/// <summary>Every message that can travel: those that <see cref="Message"/> names with their numbers.</summary>
internal static class MessageTable
{
    private static readonly Dictionary<Type, MessageType> ByType;
    private static readonly MessageType?[] ByNumber;

    static MessageTable()
    {
        All =
        [
            .. typeof(Message).GetCustomAttributes<UnionAttribute>(inherit: false)
                .Select(union => new MessageType(union.Key, union.SubType))
                .OrderBy(type => type.Number),
        ];
        ByType = All.ToDictionary(type => type.Type);
        ByNumber = new MessageType?[1 + All[^1].Number];
        foreach (MessageType type in All)
        {
            Ensure.That(ByNumber[type.Number] is null);
            ByNumber[type.Number] = type;
        }
    }

    /// <summary>All of them, in the order of their numbers.</summary>
    public static IReadOnlyList<MessageType> All { get; }

    /// <summary>The type of a message.</summary>
    public static MessageType Find(Message message)
    {
        Ensure.That(ByType.TryGetValue(message.GetType(), out MessageType? type));
        return type;
    }

    /// <summary>The type of a number; null if this version knows none.</summary>
    public static MessageType? Find(int number) => number < ByNumber.Length ? ByNumber[number] : null;
}
