namespace RnnCluster.Protocol.Wire;

/// <summary>A message with its addresses, as it travels in a frame.</summary>
/// <param name="To">Path of the actor that gets it.</param>
/// <param name="From">Path of the actor that answers go to, on the sending node; null for none.</param>
/// <param name="Message">What is said.</param>
public sealed record Envelope(string To, string? From, Message Message);
