using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>
/// Profiles that came with a remote start: kept once the station has accepted the start, in force at its EVSE from then on, bound to the
/// transaction when it begins.
/// </summary>
internal sealed class StartProfiles(ProfileScope scope)
{
    private const int Most = 64;

    /// <summary>A start that no transaction has followed for so long is forgotten.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Start> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string?> _tokens = [];
    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);

    /// <summary>A start with that profile goes to the station.</summary>
    public void Asked(OcppFrame call, CsmsProfile profile)
    {
        if (_asked.Count < Most)
        {
            _asked[call.MessageId] = new Start(profile, Token(call.Payload));
        }
    }

    /// <summary>How the station answered it; true where the start carried a profile.</summary>
    public bool Answered(string id, OcppFrame answer)
    {
        if (!_asked.Remove(id, out var asked))
        {
            return false;
        }

        if (answer.Type == MessageType.CallResult && JsonProbe.Text(answer.Payload, "status") == "Accepted")
        {
            // What an earlier start has left for this EVSE is not what this one wants.
            scope.Profiles.Remove(other => other is { FromStart: true, Transaction: null } && other.Target == asked.Profile.Target);
            scope.Profiles.Set(OcppVersion.V16, asked.Profile);
            _tokens[asked.Profile.Id] = asked.Token;

            // The transaction may run already: the answer names it (2.x), or it was told before a slow answer. Where it is over by now, so is its profile.
            if (asked.Begun is { } begun && scope.Transactions.On(begun.Evse) != begun.Transaction)
            {
                scope.Profiles.Remove(profile => profile.Id == asked.Profile.Id);
            }
            else if ((JsonProbe.Text(answer.Payload, "transactionId") ?? asked.Begun?.Transaction) is { } running)
            {
                Bind(profile => profile.Id == asked.Profile.Id, asked.Profile.Target ?? asked.Begun?.Evse, running);
            }
        }

        return true;
    }

    /// <summary>Notes who is shown for a transaction that starts.</summary>
    public void Called(OcppFrame call)
    {
        if (scope.Profiles.All.Count > 0 && call.Action is ("StartTransaction" or "TransactionEvent") && Token(call.Payload) is { } token)
        {
            if (_shown.Count >= Most)
            {
                _shown.Clear();
            }

            var key = call.Action == "StartTransaction"
                ? $"connector {JsonProbe.Number(call.Payload, "connectorId")}"
                : JsonProbe.Text(JsonProbe.Object(call.Payload, "transactionInfo"), "transactionId") ?? "";
            _shown[key] = token;
        }
    }

    /// <summary>A transaction has begun: the profile of its start is bound to it, the one of another's start is gone.</summary>
    public void Began(int evse, string transaction)
    {
        var token = _shown.Remove(transaction, out var shown) || _shown.Remove($"connector {evse}", out shown) ? shown : null;
        scope.Profiles.Remove(profile => Waits(profile) && profile.Target == evse && !IsFor(profile, token));
        Bind(profile => Waits(profile) && IsAt(profile, evse) && IsFor(profile, token), evse, transaction);
        foreach (var (id, asked) in _asked)
        {
            if (asked.Begun is null && IsAt(asked.Profile, evse) && IsSame(asked.Token, token))
            {
                _asked[id] = asked with { Begun = (evse, transaction) };
            }
        }
    }

    /// <summary>It came with the start of a transaction that ended without a number: it is not for the next.</summary>
    public static bool IsOf(KeptTransaction ended, CsmsProfile profile) =>
        ended.UnnamedSince is { } told && Waits(profile) && profile.Target == ended.Evse && profile.ReceivedAt <= told;

    public void Expire(DateTimeOffset wall)
    {
        foreach (var profile in scope.Profiles.All)
        {
            if (Waits(profile) && wall - profile.ReceivedAt > Patience)
            {
                scope.Profiles.Remove(old => Waits(old) && wall - old.ReceivedAt > Patience);
                return;
            }
        }
    }

    private static bool Waits(CsmsProfile profile) => profile is { FromStart: true, Transaction: null };

    private void Bind(Predicate<CsmsProfile> match, int? evse, string transaction) =>
        scope.Profiles.Change(match, profile => profile with { Target = profile.Target ?? evse, Transaction = transaction });

    private static bool IsAt(CsmsProfile profile, int evse) => profile.Target is null || profile.Target == evse;

    private bool IsFor(CsmsProfile profile, string? token) => IsSame(_tokens.GetValueOrDefault(profile.Id), token);

    /// <summary>Where either of the two is not known, it is for this one: that can only lower.</summary>
    private static bool IsSame(string? asked, string? shown) => asked is null || shown is null || string.Equals(asked, shown, StringComparison.OrdinalIgnoreCase);

    private static string? Token(ReadOnlyMemory<byte> payload) => JsonProbe.Text(payload, "idTag") ?? JsonProbe.Text(JsonProbe.Object(payload, "idToken"), "idToken");

    /// <param name="Profile">What came with it.</param>
    /// <param name="Token">For whom.</param>
    /// <param name="Begun">The transaction that has begun since; null while none has.</param>
    private sealed record Start(CsmsProfile Profile, string? Token, (int Evse, string Transaction)? Begun = null);
}
