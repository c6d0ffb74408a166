using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace RnnCluster.Actors;

/// <summary>
/// In the place of each serializer of Akka's that writes or resolves type names. It writes and reads nothing. Being one
/// by manifest, it also keeps Akka from looking the manifest up as a type's name before anything is read.
/// </summary>
internal sealed class NoSerializer : SerializerWithStringManifest
{
    /// <summary>Akka hands the settings of the serializer that this one replaces.</summary>
    /// <param name="system">The system.</param>
    /// <param name="config">Its <c>identifier</c> is the number that the replaced one has on the wire.</param>
    public NoSerializer(ExtendedActorSystem system, Config config)
        : base(system) => Identifier = config.GetInt("identifier");

    public override int Identifier { get; }

    public override string Manifest(object o) => throw Refusal(o.GetType().ToString());

    public override byte[] ToBinary(object obj) => throw Refusal(obj.GetType().ToString());

    public override object FromBinary(byte[] bytes, string manifest) => throw Refusal($"'{manifest}'");

    private NotSupportedException Refusal(string what) =>
        new($"{what} is no message that Akka may write or read (serializer {Identifier})");
}
