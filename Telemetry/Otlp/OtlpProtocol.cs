namespace RnnCluster.Telemetry.Otlp;

/// <summary>How OTLP travels.</summary>
public enum OtlpProtocol
{
    /// <summary>Protocol buffers in HTTP posts, on port 4318 as a rule.</summary>
    HttpProtobuf = 0,

    /// <summary>gRPC, on port 4317 as a rule.</summary>
    Grpc = 1,
}
