using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Mapping.V2x;

/// <summary>
/// Takes wishes from what passes through: the back end's <c>chargingPriority</c> for a token (C01) or a transaction, where the latter rules
/// (K03.FR.04 to 06), and the vehicle's own charging needs (K15).
/// </summary>
internal sealed class WishReader(StationView view)
{
    private const int MostTokens = 64;
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(14);
    private readonly Dictionary<string, int> _priorities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The back end said who the token is, before it charges.</summary>
    public void Authorized(AuthorizeRequest? request, AuthorizeResponse? response)
    {
        if (request?.IdToken?.Token is not { } token)
        {
            return;
        }

        _priorities.Remove(token);
        if (response?.IdTokenInfo?.ChargingPriority is { } priority)
        {
            if (_priorities.Count == MostTokens)
            {
                _priorities.Clear();
            }

            _priorities[token] = priority;
        }
    }

    /// <summary>A transaction began to count: what is known of its token holds for it.</summary>
    public void Began(EvseId evse, string? token)
    {
        if (token is not null && _priorities.TryGetValue(token, out var priority))
        {
            Prefer(evse, priority);
        }
    }

    /// <summary>Whether the answer says anything of a priority: nearly none does.</summary>
    public static bool Prefers(TransactionEventResponse response) => Priority(response) is not null;

    /// <summary>The back end answered an event of the transaction that runs there.</summary>
    public void Answered(EvseId evse, TransactionEventResponse response)
    {
        if (Priority(response) is { } priority)
        {
            Prefer(evse, priority);
        }
    }

    public void Needs(ReadOnlyMemory<byte> payload)
    {
        if (PayloadReader.Read(payload, V201Json.Default.NotifyEVChargingNeedsRequest) is not { EvseId: > 0 and var number, ChargingNeeds: { } needs } || view.Evse(number) is not { } evse)
        {
            return;
        }

        var told = needs.AcChargingParameters?.EnergyAmount ?? needs.DcChargingParameters?.EnergyAmount ?? needs.V2xChargingParameters?.EvTargetEnergyRequest;
        var energy = told ?? (needs.V2xChargingParameters?.TargetSoC is null ? UntilFull(needs.DcChargingParameters) : null);
        var stays = needs.DepartureTime is { } leaves ? view.Until(leaves) : null;
        var wish = new SessionWished(view.Now, evse, WishSource.Vehicle)
        {
            Departure = stays > TimeSpan.Zero && stays < Furthest ? view.Now + stays.Value : null,
            Energy = energy is >= 0 and < 1e6 ? new WattHours(energy.Value) : null,
            Note = told is null && energy is not null ? FormattableString.Invariant($"the vehicle tells {needs.DcChargingParameters!.StateOfCharge:0} % of {needs.DcChargingParameters.EvEnergyCapacity / 1000:0.#} kWh: what is missing until it is full") : null,
        };
        if (wish.Departure is not null || wish.Energy is not null)
        {
            view.Wished(wish);
        }
    }

    /// <summary>A vehicle that names no energy but how full it is and what it holds (K15 by ISO 15118-2 and DIN 70121) lacks the rest.</summary>
    private static double? UntilFull(EnergyNeeds? dc) =>
        dc is { StateOfCharge: >= 0 and <= 100 and var charge, EvEnergyCapacity: > 0 and var holds } ? Math.Max(0, (dc.FullSoC is > 0 and <= 100 and var full ? full : 100) - charge) / 100 * holds : null;

    private static int? Priority(TransactionEventResponse response) => response.ChargingPriority ?? response.IdTokenInfo?.ChargingPriority;

    private void Prefer(EvseId evse, int priority)
    {
        if (Core.Topology.Priority.FromOcpp(priority) is { } known)
        {
            view.Wished(new SessionWished(view.Now, evse, WishSource.Csms) { Priority = known });
        }
    }
}
