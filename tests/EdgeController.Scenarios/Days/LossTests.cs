using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Days;

/// <summary>The controller's book of what held charging back, against what the simulated vehicles really would have taken.</summary>
public sealed class LossTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_garage_day_explains_what_its_vehicles_did_not_get_when_they_wanted_it()
    {
        var (held, requested, run) = await Campaign.RunAsync(Day);
        var losses = run.Losses!;
        foreach (var loss in losses.Take(12))
        {
            output.WriteLine($"{loss.HeldBackKwh,8:0.00} {loss.MissingKwh,8:0.00}  {loss.Cause} {loss.Sentence}");
        }

        var (book, missing) = (losses.Sum(loss => loss.HeldBackKwh), losses.Sum(loss => loss.MissingKwh));
        output.WriteLine($"held back: {held:0.0} kWh really, {book:0.0} kWh in the book; requested {requested:0.0}, missed {run.Sessions.MissedKwh:0.0}, missing in the book {missing:0.0}");
        Assert.InRange(book / held, 0.93, 1.07);

        var unlimited = IdealAllocation.Run(Unlimited(), new Scenario(), 1).Kwh;
        output.WriteLine($"without any limit {unlimited:0.0} kWh, delivered {run.Sessions.DeliveredKwh:0.0}: {unlimited - run.Sessions.DeliveredKwh:0.0} kWh less, {missing:0.0} of them explained");
        Assert.InRange(missing / (unlimited - run.Sessions.DeliveredKwh), 0.95, 1.05);
    }

    /// <summary>Each vehicle says once how much it needs, as ISO 15118 lets it: without that the book takes it to want all that was held back.</summary>
    private static void TellNeed(SimulatedRun run, Evse evse, object?[] told)
    {
        if (run.World.VehicleAt(evse.Index) is { } vehicle && told[evse.Index] != vehicle && run.Snapshot!.Evses[evse.Index].Session?.Transaction is not null)
        {
            told[evse.Index] = vehicle;
            run.Tell(new SessionWished(run.Now, evse.Id, WishSource.Vehicle) { Energy = new WattHours(vehicle.Traits.RequestedWattHours - vehicle.ChargedWattHours) });
        }
    }

    /// <summary>The garage as if no circuit limited anything.</summary>
    private static Site Unlimited() => Examples.Garage with
    {
        Circuits = [.. Examples.Garage.Circuits.Select(circuit => circuit with { LimitAmps = PerPhase.All(new Amperes(10_000)), LimitPower = null, LimitApparent = null })],
    };

    private static (double HeldKwh, double RequestedKwh, RunReport Report) Day()
    {
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions { Seed = 1 });
        var held = 0.0;
        var told = new object?[Examples.Garage.Evses.Length];
        for (var second = 1; second <= 86_400; second++)
        {
            run.RunUntil(Instant.FromSeconds(second));
            foreach (var evse in Examples.Garage.Evses)
            {
                TellNeed(run, evse, told);
                if (run.World.VehicleAt(evse.Index) is { IsAsleep: false, IsFull: false } vehicle)
                {
                    var station = Examples.Garage.Stations[evse.Station];
                    var would = Math.Min(vehicle.Traits.CapAmps(vehicle.ChargedWattHours), station.Max.Value) - vehicle.Traits.UnderDrawAmps;
                    held += Math.Max(0, would - vehicle.DrawnAmps) * Math.Min(vehicle.Traits.Phases, station.Rotation.Terminals.Length) * Examples.Garage.NominalVoltage.Value / 3600;
                }
            }
        }

        var report = run.Report();
        return (held / 1000, report.Sessions.RequestedKwh, report);
    }
}
