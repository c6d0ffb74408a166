using System.Runtime.InteropServices;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests.Hosting;

/// <summary>Which signal is the impatient one.</summary>
public sealed class StopPatienceTests
{
    private readonly SetTime time = new();

    /// <summary>Signals as NAME@MILLISECONDS, and what the last of them means.</summary>
    [Theory]
    [InlineData("TERM@0", StopWish.First)]
    [InlineData("HUP@0", StopWish.First)]
    [InlineData("USR1@0", StopWish.First)]
    [InlineData("USR2@0", StopWish.First)]
    [InlineData("TERM@0 TERM@0", StopWish.Repeated)]
    [InlineData("INT@0 TERM@5", StopWish.Repeated)]
    [InlineData("TERM@0 HUP@1", StopWish.Repeated)]
    [InlineData("TERM@0 TERM@1999", StopWish.Repeated)]
    [InlineData("TERM@0 TERM@2000", StopWish.Second)]
    [InlineData("INT@0 INT@2000", StopWish.Second)]
    [InlineData("INT@0 TERM@60000", StopWish.Second)]
    [InlineData("HUP@0 INT@2000", StopWish.Second)]
    [InlineData("TERM@0 TERM@1500 TERM@2500", StopWish.Second)]
    [InlineData("TERM@0 TERM@1999 TERM@3998", StopWish.Second)]
    [InlineData("TERM@0 HUP@60000", StopWish.Repeated)]
    [InlineData("USR1@0 USR1@60000", StopWish.Repeated)]
    [InlineData("USR2@0 USR1@60000", StopWish.Repeated)]
    public void OnlyACtrlCOrASigtermThatComesAWhileLaterEndsTheProcess(string signals, object last)
    {
        var patience = new StopPatience(time);
        StopWish wish = default;
        foreach (string[] signal in signals.Split(' ').Select(signal => signal.Split('@')))
        {
            time.Now = long.Parse(signal[1], System.Globalization.CultureInfo.InvariantCulture);
            wish = patience.OnSignal(KindOf(signal[0]));
        }

        Assert.Equal(last, wish);
    }

    [Theory]
    [InlineData("SigIgn:\t0000000000000001", 1UL)]
    [InlineData("SigIgn:\t0000000000001000", 4096UL)]
    [InlineData("SigBlk:\tffffffffffffffff", 0UL)]
    [InlineData("SigIgn:\tnot a mask", 0UL)]
    public void IgnoredSignalsAreReadFromTheProcesssStatus(string line, ulong mask) =>
        Assert.Equal(mask, StopSignalKinds.IgnoredMask(["Name:\tdotnet", line, "SigCgt:\t0000000000000fff"]));

    private static PosixSignal KindOf(string name) => name switch
    {
        "INT" => PosixSignal.SIGINT,
        "TERM" => PosixSignal.SIGTERM,
        "HUP" => PosixSignal.SIGHUP,
        "USR1" => (PosixSignal)10,
        _ => (PosixSignal)12,
    };

    /// <summary>A clock that is set, in milliseconds.</summary>
    private sealed class SetTime : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Now;
    }
}
