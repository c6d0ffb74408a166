using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace RnnCluster.Actors;

/// <summary>
/// In the place of Akka's serializer for any object, which writes and resolves type names. No message of ours passes
/// through Akka's serialization, and no type name from a wire is ever resolved.
/// </summary>
internal sealed class NoSerializer : Serializer
{
    /// <summary>Akka hands the settings of the serializer that this one replaces.</summary>
    public NoSerializer(ExtendedActorSystem system, Config config)
        : base(system) => _ = config;

    public override int Identifier => 1;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => throw Refusal(obj.GetType());

    public override object FromBinary(byte[] bytes, Type type) => throw Refusal(type);

    private static NotSupportedException Refusal(Type type) =>
        new($"{type} is no message that Akka may write or read");
}
