using System.Globalization;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Simulation;

/// <summary>One CSV row per second: true current, what the controller measured, and the limit of each circuit and phase; setpoint and current of each EVSE.</summary>
internal sealed class TraceWriter
{
    private readonly TextWriter _out;
    private readonly Site _site;

    public TraceWriter(TextWriter output, Site site)
    {
        (_out, _site) = (output, site);
        var circuits = site.Circuits.SelectMany(circuit => PerPhase.Each, (circuit, phase) => $"{circuit.Id}_{phase}_true_a,{circuit.Id}_{phase}_measured_a,{circuit.Id}_{phase}_limit_a");
        var evses = site.Evses.Select(evse => $"{evse.Id}_setpoint_a,{evse.Id}_a");
        _out.WriteLine("second," + string.Join(',', circuits.Concat(evses)));
    }

    public void Row(SimulatedRun run)
    {
        _out.Write(((long)run.Now.SinceStart.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        foreach (var circuit in _site.Circuits)
        {
            var measured = run.Controller?.Site.Snapshot.Circuits[circuit.Index].Drawn;
            foreach (var phase in PerPhase.Each)
            {
                Cell(run.World.Tree.Amps(circuit.Index, phase));
                Cell(measured?[phase].Value);
                Cell(circuit.LimitAmps[phase].Value);
            }
        }

        foreach (var evse in _site.Evses)
        {
            Cell(run.Controller?.Site.Decision.Setpoints[evse.Index].Limit.Value);
            Cell(run.World.VehicleAt(evse.Index)?.DrawnAmps ?? 0);
        }

        _out.WriteLine();
    }

    private void Cell(double? value)
    {
        _out.Write(',');
        if (value is { } number)
        {
            _out.Write(number.ToString("0.##", CultureInfo.InvariantCulture));
        }
    }
}
