using System.Runtime.Serialization;
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
    /// <exception cref="SerializationException">
    /// The message has a value that none may have, which is a bug. By this type Akka drops the one message and keeps the
    /// connection with all others.
    /// </exception>
    public override byte[] ToBinary(object obj)
    {
        try
        {
            return ControlCodec.Write((Message)obj);
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            throw new SerializationException($"{obj.GetType().Name} has a value that no message may have", bug);
        }
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => ControlCodec.Read(bytes, manifest);
}
