using System.Collections.Frozen;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Types;

/// <summary>Every message that can travel.</summary>
internal static class MessageTable
{
    private static readonly FrozenDictionary<Type, MessageType> ByType;
    private static readonly MessageType?[] ById;

    static MessageTable()
    {
        All =
        [
            .. WireTypes.All, .. JoiningTypes.All, .. RoundTypes.All, .. HealthTypes.All, .. EventTypes.All,
            .. CommandTypes.All,
        ];
        ByType = All.ToFrozenDictionary(type => type.Type);
        ById = new MessageType?[1 + All.Max(type => (int)type.Id)];
        foreach (MessageType type in All)
        {
            Ensure.That(ById[(int)type.Id] is null);
            ById[(int)type.Id] = type;
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
    public static MessageType? Find(int id) => id < ById.Length ? ById[id] : null;
}
