using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Links;

/// <summary>Orders to give back on their way to the station: taken off where it can hold none or has refused one in this transaction, and the site hears why.</summary>
internal sealed class GivingSide(LinkStep step, StationView view, ChargingProfileWriter writer)
{
    private readonly Dictionary<int, string?> _refused = [];

    public void Forget() => _refused.Clear();

    /// <summary>The setpoint as the station can hold it.</summary>
    public Setpoint Fit(Setpoint setpoint, ProfilePlan? plan)
    {
        if (setpoint.Order is not { GivesBack: true })
        {
            return setpoint;
        }

        var number = setpoint.Evse.Number;
        if (!writer.CanGive(plan))
        {
            view.Vehicles.Cannot(setpoint.Evse, "its station holds no setpoints: that needs OCPP 2.1 and Dynamic profiles for a transaction");
        }
        else if (!_refused.TryGetValue(number, out var transaction) || transaction != view.Transaction(number))
        {
            return setpoint;
        }

        return setpoint with { Order = null };
    }

    /// <summary>A whole profile with a setpoint was refused: it is the setpoint that the station does not take, as long as the limit alone is taken.</summary>
    public bool Refused(Setpoint setpoint, bool isUpdate, OcppFrame answer)
    {
        if (isUpdate || setpoint.Order is not { GivesBack: true })
        {
            return false;
        }

        var why = JsonProbe.Text(JsonProbe.Object(answer.Payload, "statusInfo"), "reasonCode");
        _refused[setpoint.Evse.Number] = view.Transaction(setpoint.Evse.Number);
        view.Vehicles.Cannot(setpoint.Evse, $"its station refused the setpoint{(why is null ? string.Empty : $" ({why})")}");
        step.Notice(NoticeCode.AbilitiesLearned, $"{setpoint.Evse} takes no setpoint to give back: its vehicle only charges until it leaves");
        return true;
    }
}
