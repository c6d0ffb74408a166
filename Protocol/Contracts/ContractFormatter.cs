using MessagePack;
using RnnCluster.Protocol.Formatters;

namespace RnnCluster.Protocol.Contracts;

/// <summary>Writes and reads the fields of a contract whose type is known only at run time.</summary>
internal abstract class ContractFormatter
{
    /// <summary>How many fields this version knows, a payload not counted.</summary>
    public abstract int FieldCount { get; }

    /// <summary>The name of a field.</summary>
    public abstract string NameOf(int field);

    /// <summary>Refuses a record of which fields are missing, and names the first of them.</summary>
    /// <param name="found">How many came.</param>
    /// <param name="expected">How many must come, a payload included.</param>
    /// <param name="start">The byte where the record begins.</param>
    public void EnsureComplete(int found, int expected, long start)
    {
        if (found < expected)
        {
            string missing = found < FieldCount ? NameOf(found) : nameof(BulkMessage.Payload);
            Reading.Fail($"{expected} fields expected at byte {start}, {found} found: {missing} is missing");
        }
    }

    /// <summary>Writes all known fields, without a header.</summary>
    public abstract void WriteFields(
        ref MessagePackWriter writer, object contract, MessagePackSerializerOptions options);

    /// <summary>Reads all known fields into a new record.</summary>
    /// <exception cref="ProtocolException">A field is missing or not what it must be; it is named.</exception>
    public abstract object ReadFields(ref MessagePackReader reader, MessagePackSerializerOptions options);
}
