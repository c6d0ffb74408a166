using System.Reflection;
using MessagePack;
using MessagePack.Formatters;

namespace RnnCluster.Protocol.Contracts;

/// <summary>
/// A field whose value is read from and put into the record by the property's own accessors, without boxing it.
/// </summary>
internal sealed class TypedField<TContract, TValue>(PropertyInfo property, object formatter)
    : ContractField<TContract>(property.Name)
{
    private readonly Func<TContract, TValue> get = property.GetMethod!.CreateDelegate<Func<TContract, TValue>>();
    private readonly Action<TContract, TValue> set = property.SetMethod!.CreateDelegate<Action<TContract, TValue>>();
    private readonly IMessagePackFormatter<TValue> formatter = (IMessagePackFormatter<TValue>)formatter;

    public override void Write(
        ref MessagePackWriter writer, TContract contract, MessagePackSerializerOptions options) =>
        formatter.Serialize(ref writer, get(contract), options);

    public override void Read(
        ref MessagePackReader reader, TContract contract, MessagePackSerializerOptions options) =>
        set(contract, formatter.Deserialize(ref reader, options));
}
