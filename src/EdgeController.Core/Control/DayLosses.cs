using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>What one day delivered, and what held charging back.</summary>
/// <param name="Day">The day in the site's time zone.</param>
/// <param name="Delivered">Energy that vehicles took, by their stations' currents.</param>
/// <param name="Losses">By cause, the largest first.</param>
public sealed record DayLosses(DateOnly Day, WattHours Delivered, ImmutableArray<Loss> Losses);

/// <summary>One cause of a day.</summary>
/// <param name="Cause">What held charging back.</param>
/// <param name="HeldBack">What vehicles would have taken beyond what they took, while it did: they get it later or not at all.</param>
/// <param name="Missing">How much of it vehicles lacked when they left without being full: at most what they had said to need, else all that was held back from them.</param>
public sealed record Loss(LossCause Cause, WattHours HeldBack, WattHours Missing);
