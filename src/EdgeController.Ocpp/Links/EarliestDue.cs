using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>The earliest of several times that lie ahead.</summary>
internal struct EarliestDue(Instant now)
{
    public Instant? At { get; private set; }

    public void Add(Instant? due)
    {
        if (due is { } at && at > now && !(At < at))
        {
            At = at;
        }
    }
}
