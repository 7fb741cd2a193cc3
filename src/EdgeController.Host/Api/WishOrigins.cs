using EdgeController.Core.Events;
using EdgeController.Core.State;

namespace EdgeController.Host.Api;

/// <summary>Who said when a vehicle leaves and what it needs, in words.</summary>
internal static class WishOrigins
{
    public static WishOriginView? OfDeparture(SessionWishes wishes) => Of(wishes, wishes.DepartureFrom);

    public static WishOriginView? OfEnergy(SessionWishes wishes) => Of(wishes, wishes.TargetFrom);

    public static string Word(WishSource source) => source switch
    {
        WishSource.Operator => "driver",
        WishSource.Csms => "back-end",
        WishSource.Vehicle => "vehicle",
        WishSource.Duty => "duty-plan",
        WishSource.Token => "token",
        WishSource.Group => "group",
        _ => "learned",
    };

    private static WishOriginView? Of(SessionWishes wishes, WishSource? source) => source is { } known ? new WishOriginView(Word(known), wishes.Of(known).Note ?? Sentence(known)) : null;

    private static string Sentence(WishSource source) => source switch
    {
        WishSource.Operator => "wished over page, API or MQTT",
        WishSource.Csms => "told by the back end",
        WishSource.Vehicle => "told by the vehicle",
        WishSource.Duty => "in the duty plan",
        WishSource.Token => "the site file's word on its token",
        WishSource.Group => "the site file's word on its group",
        _ => "learned from its stays",
    };
}
