using RnnCluster.Protocol.Fields;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Types;

/// <summary>How a record becomes fields, and fields the record.</summary>
internal sealed class MessageType
{
    private readonly Action<Message, FieldWriter> write;
    private readonly FieldsReader read;

    private MessageType(
        MessageId id,
        Type type,
        int fieldCount,
        int payloadBytesMax,
        Action<Message, FieldWriter> write,
        FieldsReader read)
    {
        Id = id;
        Type = type;
        FieldCount = fieldCount;
        PayloadBytesMax = payloadBytesMax;
        this.write = write;
        this.read = read;
    }

    public MessageId Id { get; }

    public Type Type { get; }

    public string Name => Type.Name;

    /// <summary>How many fields this version writes.</summary>
    public int FieldCount { get; }

    /// <summary>The most bytes behind the head: 0 for a message without a payload.</summary>
    public int PayloadBytesMax { get; }

    public bool IsBulk => PayloadBytesMax > 0;

    /// <summary>Describes a message without a payload.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="fieldCount">How many fields the two write and read.</param>
    /// <param name="write">Writes them in order.</param>
    /// <param name="read">Reads them in the same order.</param>
    public static MessageType Control<T>(
        MessageId id, int fieldCount, Action<T, FieldWriter> write, FieldsReader read)
        where T : Message =>
        new(id, typeof(T), fieldCount, 0, (message, fields) => write((T)message, fields), read);

    /// <summary>Describes a message whose last field is its payload.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="fieldCount">How many fields the two write and read, the payload included.</param>
    /// <param name="write">Writes them in order.</param>
    /// <param name="read">Reads them in the same order.</param>
    public static MessageType Bulk<T>(
        MessageId id,
        int fieldCount,
        Action<T, FieldWriter> write,
        FieldsReader read)
        where T : BulkMessage =>
        new(id, typeof(T), fieldCount, Limits.PayloadBytesMax, (message, fields) => write((T)message, fields), read);

    public void Write(Message message, FieldWriter fields) => write(message, fields);

    public Message Read(ref FieldReader fields) => read(ref fields);
}
