namespace RnnCluster.Protocol.MessagePack;

/// <summary>The first byte of a value says what it is; small values lie in it.</summary>
/// <remarks>https://github.com/msgpack/msgpack/blob/master/spec.md</remarks>
internal static class MessagePackFormat
{
    /// <summary>0x00 .. 0x7F are the integers 0 .. 127 themselves.</summary>
    public const byte PositiveMax = 0x7F;

    /// <summary>0x80 .. 0x8F: a map of 0 .. 15 pairs.</summary>
    public const byte FixMap = 0x80;

    /// <summary>0x90 .. 0x9F: an array of 0 .. 15 values.</summary>
    public const byte FixArray = 0x90;

    /// <summary>0xA0 .. 0xBF: a text of 0 .. 31 bytes.</summary>
    public const byte FixString = 0xA0;

    /// <summary>0xE0 .. 0xFF: the integers -32 .. -1.</summary>
    public const byte NegativeMin = 0xE0;

    public const byte Nil = 0xC0;
    public const byte Reserved = 0xC1;
    public const byte False = 0xC2;
    public const byte True = 0xC3;
    public const byte Binary8 = 0xC4;
    public const byte Binary16 = 0xC5;
    public const byte Binary32 = 0xC6;
    public const byte Extension8 = 0xC7;
    public const byte Extension16 = 0xC8;
    public const byte Extension32 = 0xC9;
    public const byte Float32 = 0xCA;
    public const byte Float64 = 0xCB;
    public const byte Unsigned8 = 0xCC;
    public const byte Unsigned16 = 0xCD;
    public const byte Unsigned32 = 0xCE;
    public const byte Unsigned64 = 0xCF;
    public const byte Signed8 = 0xD0;
    public const byte Signed16 = 0xD1;
    public const byte Signed32 = 0xD2;
    public const byte Signed64 = 0xD3;
    public const byte FixExtension1 = 0xD4;
    public const byte FixExtension16 = 0xD8;
    public const byte String8 = 0xD9;
    public const byte String16 = 0xDA;
    public const byte String32 = 0xDB;
    public const byte Array16 = 0xDC;
    public const byte Array32 = 0xDD;
    public const byte Map16 = 0xDE;
    public const byte Map32 = 0xDF;

    /// <summary>What a value is that begins with this byte.</summary>
    public static MessagePackKind KindOf(byte first) => first switch
    {
        <= PositiveMax or >= NegativeMin => MessagePackKind.Integer,
        < FixArray => MessagePackKind.Map,
        < FixString => MessagePackKind.Array,
        < Nil => MessagePackKind.String,
        Nil => MessagePackKind.Nil,
        Reserved => MessagePackKind.Reserved,
        False or True => MessagePackKind.Boolean,
        <= Binary32 => MessagePackKind.Binary,
        <= Extension32 => MessagePackKind.Extension,
        <= Float64 => MessagePackKind.Float,
        <= Signed64 => MessagePackKind.Integer,
        <= FixExtension16 => MessagePackKind.Extension,
        <= String32 => MessagePackKind.String,
        <= Array32 => MessagePackKind.Array,
        _ => MessagePackKind.Map,
    };
}
