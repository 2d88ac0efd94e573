namespace KalshiArb.Actors.Journal;

/// <summary>The journal cannot be opened, read or closed: nothing may be traded on it.</summary>
public sealed class JournalException(string message, Exception? inner) : Exception(message, inner);
