using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Suites;

/// <summary>As between two machines: every payload goes over the socket.</summary>
public sealed class SocketSuiteTests() : TransportSuite(new TcpWorld { Options = new() { SharedBytesMax = 0 } });
