using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>The two sockets of one station's link, each direction by itself.</summary>
internal sealed class StationSocket(EventQueue queue, SeededRandom random)
{
    /// <summary>Station to controller.</summary>
    public SimulatedLeg Up { get; } = new(queue, random);

    /// <summary>Controller to station.</summary>
    public SimulatedLeg Down { get; } = new(queue, random);

    public SimulatedLeg ToCsms { get; } = new(queue, random);

    public SimulatedLeg FromCsms { get; } = new(queue, random);

    /// <summary>True while the station cannot connect.</summary>
    public bool Isolated { get; set; }

    public void CutStation()
    {
        Up.Cut();
        Down.Cut();
    }

    public void CutCsms()
    {
        ToCsms.Cut();
        FromCsms.Cut();
    }

    public void Break()
    {
        CutStation();
        CutCsms();
    }
}
