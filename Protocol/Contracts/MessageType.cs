using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Contracts;

/// <summary>A message's number and contract. A payload is the last of its fields on the wire.</summary>
/// <param name="number">What it is called on the wire.</param>
/// <param name="type">The record.</param>
internal sealed class MessageType(int number, Type type)
{
    private ContractFormatter? contract;

    public int Number { get; } = number;

    public Type Type { get; } = type;

    public string Name => Type.Name;

    public bool IsBulk { get; } = type.IsSubclassOf(typeof(BulkMessage));

    /// <summary>The most bytes behind the head: 0 for a message without a payload.</summary>
    public int PayloadBytesMax => IsBulk ? Limits.PayloadBytesMax : 0;

    /// <summary>How many fields this version writes, the payload included.</summary>
    public int FieldCount => Contract.FieldCount + (IsBulk ? 1 : 0);

    private ContractFormatter Contract => contract ??= ContractResolver.Instance.ContractOf(Type);

    /// <summary>Writes a message; of its payload only the length.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="message">The message.</param>
    /// <param name="fieldsBehind">Fields that the caller writes behind it.</param>
    public void Write(ref MessagePackWriter writer, Message message, int fieldsBehind)
    {
        writer.WriteArrayHeader(FieldCount + fieldsBehind);
        Contract.WriteFields(ref writer, message, ContractResolver.Options);
        if (message is BulkMessage bulk)
        {
            writer.WriteBinHeader(bulk.Payload.Length);
        }
    }

    /// <summary>
    /// Reads a whole message: known fields, what a later version put behind them, the head's end. The payload's memory
    /// is borrowed last of all, so nothing can fail that would have to give it back.
    /// </summary>
    /// <param name="reader">Where from.</param>
    /// <param name="payloadLength">Bytes that follow the head.</param>
    /// <param name="source">Lends the memory for them.</param>
    /// <param name="unknownFields">Gets how many fields this version does not know.</param>
    public Message Read(
        ref MessagePackReader reader, int payloadLength, IPayloadSource source, out int unknownFields)
    {
        long start = reader.Consumed;
        try
        {
            if (payloadLength > PayloadBytesMax)
            {
                Reading.Fail(
                    $"a payload of at most {PayloadBytesMax} bytes expected, {payloadLength} announced");
            }

            int found = Reading.Count(ref reader, Limits.FieldsMax);
            Contract.EnsureComplete(found, FieldCount, start);
            unknownFields = found - FieldCount;
        }
        catch (Exception error) when (Faults.IsOfBytes(error))
        {
            throw Faults.At(Name, start, error);
        }

        var message = (Message)Contract.ReadFields(ref reader, ContractResolver.Options);
        ReadEnd(ref reader, payloadLength, unknownFields);
        EnsureIsWithin(message as IPart, payloadLength);
        if (message is BulkMessage bulk)
        {
            bulk.Take(source.Rent(payloadLength));
        }

        return message;
    }

    private void ReadEnd(ref MessagePackReader reader, int payloadLength, int unknownFields)
    {
        long start = reader.Consumed;
        try
        {
            Reading.Skip(ref reader, unknownFields);
            start = reader.Consumed;
            if (IsBulk && Reading.BinaryHeader(ref reader) is var announced && announced != payloadLength)
            {
                Reading.Fail(
                    $"the frame's {payloadLength} bytes of payload expected at byte {start}, {announced} announced");
            }

            Reading.Require(reader.End, reader.Consumed, "the end of the head");
        }
        catch (Exception error) when (Faults.IsOfBytes(error))
        {
            throw Faults.At(Name, start, error);
        }
    }

    private void EnsureIsWithin(IPart? part, int payloadLength)
    {
        if (part is not null && (part.Total < payloadLength || part.Offset > part.Total - payloadLength))
        {
            throw new ProtocolException(
                $"{Name}.{nameof(IPart.Offset)}: a part within the whole expected, "
                + $"{payloadLength} bytes from {part.Offset} of {part.Total} found");
        }
    }
}
