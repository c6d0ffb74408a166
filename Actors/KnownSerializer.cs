using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace RnnCluster.Actors;

/// <summary>
/// One of Akka's own serializers, for the manifests alone that the settings name. Akka's can read more than a cluster
/// says: exceptions by the name of their type, routers, settings, the command that downs a member.
/// </summary>
internal sealed class KnownSerializer : SerializerWithStringManifest
{
    private readonly Serializer inner;
    private readonly HashSet<string> known;

    /// <summary>Akka hands the settings of the serializer.</summary>
    /// <param name="system">The system.</param>
    /// <param name="config">
    /// <c>inner</c>: the serializer's class. <c>identifier</c>: its number. <c>manifests</c>: what may be read; without
    /// a list that is the empty one, of a serializer that knows one kind of message.
    /// </param>
    public KnownSerializer(ExtendedActorSystem system, Config config)
        : base(system)
    {
        Identifier = config.GetInt("identifier");
        inner = (Serializer)Activator.CreateInstance(
            Type.GetType(config.GetString("inner"), throwOnError: true)!, system)!;
        known = config.HasPath("manifests") ? [.. config.GetStringList("manifests")] : [string.Empty];
    }

    public override int Identifier { get; }

    public override string Manifest(object o) =>
        inner is SerializerWithStringManifest named ? named.Manifest(o) : string.Empty;

    public override byte[] ToBinary(object obj) => inner.ToBinary(obj);

    /// <summary>A serializer that is none by manifest has one kind of message, and is given no type.</summary>
    public override object FromBinary(byte[] bytes, string? manifest)
    {
        // Akka hands on no manifest as null.
        if (!known.Contains(manifest ?? string.Empty))
        {
            throw new NotSupportedException(
                $"'{manifest}' is no message that another node may send (serializer {Identifier})");
        }

        return inner is SerializerWithStringManifest named
            ? named.FromBinary(bytes, manifest ?? string.Empty)
            : inner.FromBinary(bytes, type: null!);
    }
}
