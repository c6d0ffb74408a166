namespace RnnCluster.Telemetry.Otlp;

/// <summary>Where metrics and spans are sent.</summary>
/// <param name="Endpoint">
/// A collector's address, <c>http://host:4318</c>; over HTTP the paths <c>v1/metrics</c> and <c>v1/traces</c> are put
/// behind it.
/// </param>
/// <param name="Protocol">How.</param>
/// <param name="Headers">
/// Sent along with each request, as OTEL_EXPORTER_OTLP_HEADERS has them: <c>key=value,key=value</c>; null for none.
/// </param>
public sealed record OtlpTarget(
    Uri Endpoint, OtlpProtocol Protocol = OtlpProtocol.HttpProtobuf, string? Headers = null);
