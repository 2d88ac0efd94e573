namespace KalshiArb.Domain.Journal;

/// <summary>
/// A fact that outlives the process. All facts form one stream, in the order in which they were decided; the state of
/// every core actor is a fold of them. Each type has a frozen manifest and a golden file.
/// </summary>
public interface IJournaled;
