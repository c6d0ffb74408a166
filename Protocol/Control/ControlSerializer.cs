using Akka.Actor;
using Akka.Serialization;

namespace RnnCluster.Protocol.Control;

/// <summary>
/// Akka.Remote's way to <see cref="ControlCodec"/>. The settings of a cluster bind it to <see cref="Message"/>; its
/// number is one that Akka leaves to others.
/// </summary>
/// <param name="system">The system.</param>
internal sealed class ControlSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Its number on the wire: of a message that Akka.Remote carries, it says who reads it.</summary>
    public const int Number = 1001;

    /// <inheritdoc/>
    public override int Identifier => Number;

    /// <inheritdoc/>
    public override string Manifest(object o) => ControlCodec.ManifestOf((Message)o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => ControlCodec.Write((Message)obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => ControlCodec.Read(bytes, manifest);
}
