using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Suites;

public sealed class FaultySimulatedSuiteTests() : TransportSuite(new FaultySimulatedWorld());
