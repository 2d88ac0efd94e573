namespace KalshiArb.Host.Doctor;

/// <summary>What a check needs, so that the runner can say why it was not asked.</summary>
public enum CheckNeeds
{
    /// <summary>Nothing but this machine.</summary>
    Nothing,
    /// <summary>The venue's public answers.</summary>
    Venue,
    /// <summary>The venue, and a key for it.</summary>
    Key,
}

/// <summary>One thing that the doctor looks at. It changes nothing, here or at the venue; the canary alone is no such check.</summary>
public interface IDoctorCheck
{
    /// <summary>Its name in the table.</summary>
    string Name { get; }

    /// <summary>What it needs.</summary>
    CheckNeeds Needs { get; }

    /// <summary>Looks; at least one row. Called with a venue in the context when it needs one.</summary>
    Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation);
}
