using EdgeController.Core.Units;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.BackEnd.Hostile;

/// <summary>How a back end is away.</summary>
public enum AbsenceKind
{
    /// <summary>Sockets close, and connections fail at once.</summary>
    Closed,

    /// <summary>Sockets stay open and nothing arrives; connections are never answered.</summary>
    HalfOpen,

    /// <summary>Sockets close; connections are let in and closed again after some seconds.</summary>
    Flapping,

    /// <summary>Sockets close once, and it has forgotten all that it knew.</summary>
    Restarted,
}

/// <summary>A time without the back end, for all stations or (with a number) for one.</summary>
public sealed record Absence(Instant From, Instant To, AbsenceKind Kind, int? Station)
{
    /// <summary>Absences by chance that end before <paramref name="end"/>: short ones of single stations, minutes to hours of all.</summary>
    public static IReadOnlyList<Absence> Plan(SeededRandom random, int stations, Instant end)
    {
        var plan = new List<Absence>();
        var least = TimeSpan.FromMinutes(5);
        for (var at = Instant.Start + TimeSpan.FromMinutes(random.Uniform(5, 20)); at + least < end; at += TimeSpan.FromMinutes(random.Uniform(5, 45)))
        {
            // Many short ones, some of hours.
            var minutes = Math.Min(random.Chance(0.25) ? random.Uniform(30, 180) : random.Uniform(0.3, 15), end.SinceStart.TotalMinutes / 5);
            var kind = (AbsenceKind)random.Below(4);
            var to = kind == AbsenceKind.Restarted ? at + TimeSpan.FromSeconds(1) : at + TimeSpan.FromMinutes(minutes);
            plan.Add(new Absence(at, to < end ? to : end, kind, random.Chance(0.4) ? random.Below(stations) : null));
            at = plan[^1].To;
        }

        return plan;
    }
}
