using RnnCluster.Protocol.Fields;

namespace RnnCluster.Protocol.Types;

/// <summary>Reads a message's known fields in order.</summary>
internal delegate Message FieldsReader(ref FieldReader fields);
