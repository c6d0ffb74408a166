using MessagePack;

namespace RnnCluster.Protocol.Contracts;

/// <summary>A field of a contract: a property with a <see cref="KeyAttribute"/>.</summary>
/// <typeparam name="TContract">The record.</typeparam>
internal abstract class ContractField<TContract>(string name)
{
    /// <summary>The property's name, for errors.</summary>
    public string Name { get; } = name;

    /// <summary>Writes its value.</summary>
    public abstract void Write(ref MessagePackWriter writer, TContract contract, MessagePackSerializerOptions options);

    /// <summary>Reads its value into a record that is being made.</summary>
    public abstract void Read(ref MessagePackReader reader, TContract contract, MessagePackSerializerOptions options);
}
