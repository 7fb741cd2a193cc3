using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EdgeController.Core.State;
using EdgeController.Host.Api;
using EdgeController.Host.Planning;

namespace EdgeController.Host.MqttApi;

/// <summary>
/// What the topics under <c>plan/</c> say: the same as the HTTP interface, in parts that are small enough for any reader. Of a plan that is not gone by only its state is told.
/// </summary>
internal sealed class PlanTopics(PlanViewBuilder plans)
{
    /// <summary>Version of the JSON under <c>plan/</c>; a change that breaks a reader raises it.</summary>
    public const int Version = 1;

    private (string State, PlanPicture? Picture, string Sentence) _told;
    private ImmutableArray<StateValue> _values = [];

    /// <summary>For one caller at a time; the words are made anew when there is another plan or another state.</summary>
    public ImmutableArray<StateValue> Of(SiteSnapshot snapshot)
    {
        var now = plans.Stand(snapshot);
        if (_values.IsEmpty || now != _told)
        {
            (_told, _values) = (now, Words(plans.Build(snapshot), snapshot));
        }

        return _values;
    }

    private static ImmutableArray<StateValue> Words(PlanView plan, SiteSnapshot snapshot)
    {
        var holds = plan.State == "fresh";
        var all = ImmutableArray.CreateBuilder<StateValue>();
        all.Add(StateValue.Of("plan/state", plan.State));
        all.Add(StateValue.Of("plan/site", holds ? Site(plan) : null));
        foreach (var station in snapshot.Site.Stations)
        {
            foreach (var index in station.Evses)
            {
                var evse = snapshot.Site.Evses[index].Id;
                var vehicle = holds ? plan.Vehicles.FirstOrDefault(vehicle => vehicle.Evse == evse.ToString()) : null;
                all.Add(StateValue.Of($"plan/stations/{StateTopics.Evse(station.Id.Value, evse.Number)}", vehicle is null ? null : Vehicle(plan, vehicle)));
            }
        }

        return all.ToImmutable();
    }

    private static string Site(PlanView plan)
    {
        var json = Head(plan);
        json["holdsUntil"] = Time(plan.HoldsUntil);
        json["currency"] = plan.Currency;
        json["cost"] = plan.Cost;
        json["importPrice"] = List(plan.ImportPrice);
        json["exportPrice"] = List(plan.ExportPrice);
        json["loadKw"] = List(plan.LoadKw);
        json["pvKw"] = List(plan.PvKw);
        json["gridKw"] = List(plan.GridKw);
        json["limitKw"] = List(plan.LimitKw);
        json["batteries"] = new JsonObject(plan.Batteries.Select(battery => KeyValuePair.Create<string, JsonNode?>(battery.Id, new JsonObject { ["kw"] = List(battery.Kw), ["socPercent"] = List(battery.SocPercent) })));
        json["warnings"] = new JsonArray([.. plan.Warnings.Select(warning => (JsonNode)new JsonObject { ["subject"] = warning.Subject, ["text"] = warning.Sentence, ["help"] = warning.Help })]);
        return json.ToJsonString();
    }

    private static string Vehicle(PlanView plan, PlannedVehicleView vehicle)
    {
        var json = Head(plan);
        json["readyBy"] = Time(vehicle.ReadyBy);
        json["needsKwh"] = vehicle.NeedsKwh;
        json["shortageKwh"] = vehicle.ShortageKwh;
        json["kw"] = List(vehicle.Kw);
        json["amps"] = List(vehicle.Amps);
        json["why"] = new JsonArray([.. vehicle.Why.Select(why => (JsonNode)new JsonObject { ["firstSlot"] = why.FirstSlot, ["slots"] = why.Slots, ["text"] = why.Sentence })]);
        return json.ToJsonString();
    }

    private static JsonObject Head(PlanView plan) => new() { ["version"] = Version, ["start"] = Time(plan.Start), ["minutes"] = List(plan.Minutes) };

    private static string? Time(DateTimeOffset? time) => time is { } known ? FormattableString.Invariant($"{known:yyyy-MM-ddTHH:mm:sszzz}") : null;

    private static JsonArray List(IReadOnlyList<double> values) => new([.. values.Select(value => (JsonNode)value)]);
}
