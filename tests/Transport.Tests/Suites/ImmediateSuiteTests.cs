using RnnCluster.Transport.Tests.Worlds;

namespace RnnCluster.Transport.Tests.Suites;

public sealed class ImmediateSuiteTests() : TransportSuite(new ImmediateWorld());
