using System.Collections.Immutable;
using System.Text.Json;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Ocpp.Proxy;

/// <summary>Who may charge while the CSMS is away: what it said of each token last, and what the site file says.</summary>
internal sealed class TokenBook(OfflineRules rules, StationJournal? journal)
{
    private const int Most = 2000;

    private ImmutableDictionary<string, LearnedToken> _accepted = journal?.Learned.Tokens ?? LearnedAnswers.None.Tokens;

    /// <summary>Takes in how the CSMS answered a call that shows a token.</summary>
    public void Learn(OcppFrame call, OcppFrame answer, DateTimeOffset wall)
    {
        if (Shown(call) is not { } shown || Verdict(answer) is not { } verdict)
        {
            return;
        }

        // Busy elsewhere says that it is known.
        if (verdict == "ConcurrentTx")
        {
            return;
        }

        if (verdict != IdTagInfo.Accepted)
        {
            if (_accepted.ContainsKey(shown.Key))
            {
                _accepted = _accepted.Remove(shown.Key);
                journal?.Forget(shown.Key);
            }

            return;
        }

        var token = new LearnedToken(shown.Key, Until(Info(answer)), Parent(Info(answer)));
        if (_accepted.GetValueOrDefault(shown.Key) != token && (_accepted.ContainsKey(shown.Key) || MakeRoom(wall)))
        {
            _accepted = _accepted.SetItem(shown.Key, token);
            journal?.Set(token);
        }
    }

    /// <summary>The member of an answer that judges the token of the call; null where the call shows none.</summary>
    public string? Member(OcppFrame call, DateTimeOffset wall)
    {
        if (Shown(call) is not { } shown)
        {
            return null;
        }

        var known = _accepted.GetValueOrDefault(shown.Key);
        var status = rules.Tokens.Contains(shown.Token) || shown.Type == "NoAuthorization" ? IdTagInfo.Accepted
            : known is { Until: { } until } && until <= wall ? "Expired"
            : known is not null || rules.AcceptsUnknown ? IdTagInfo.Accepted
            : IdTagInfo.Invalid;

        var parent = status == IdTagInfo.Accepted && known?.Parent is { } group ? Group(shown.Type, group) : "";
        return $$"""{{(shown.Type is null ? "\"idTagInfo\"" : "\"idTokenInfo\"")}}:{"status":"{{status}}"{{parent}}}""";
    }

    /// <summary>What an answer of the CSMS says of the token; null where it says nothing.</summary>
    public static string? Verdict(OcppFrame answer) => answer.Type == MessageType.CallResult ? JsonProbe.Text(Info(answer), "status") : null;

    private static string Group(string? type, string group)
    {
        if (type is null)
        {
            return $",\"parentIdTag\":{Quoted(group)}";
        }

        var slash = group.IndexOf('/', StringComparison.Ordinal);
        return $$""","groupIdToken":{"idToken":{{Quoted(group[(slash + 1)..])}},"type":{{Quoted(group[..Math.Max(0, slash)])}}}""";
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, FrameText.Default.String);

    private static (string Key, string Token, string? Type)? Shown(OcppFrame call)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        if (action is not ("Authorize" or "StartTransaction" or "TransactionEvent"))
        {
            return null;
        }

        var token = JsonProbe.Object(payload, "idToken");
        if (token.IsEmpty)
        {
            return JsonProbe.Text(payload, "idTag")?.ToUpperInvariant() is { } tag ? (tag, tag, null) : null;
        }

        var type = JsonProbe.Text(token, "type") ?? "";
        var text = (JsonProbe.Text(token, "idToken") ?? "").ToUpperInvariant();
        return ($"{type.ToUpperInvariant()}/{text}", text, type);
    }

    private static ReadOnlyMemory<byte> Info(OcppFrame answer)
    {
        var info = JsonProbe.Object(answer.Payload, "idTagInfo");
        return info.IsEmpty ? JsonProbe.Object(answer.Payload, "idTokenInfo") : info;
    }

    private static DateTimeOffset? Until(ReadOnlyMemory<byte> info) =>
        DateTimeOffset.TryParse(JsonProbe.Text(info, "expiryDate") ?? JsonProbe.Text(info, "cacheExpiryDateTime"), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var until)
            ? until
            : null;

    private static string? Parent(ReadOnlyMemory<byte> info)
    {
        var group = JsonProbe.Object(info, "groupIdToken");
        return group.IsEmpty ? JsonProbe.Text(info, "parentIdTag") : $"{JsonProbe.Text(group, "type")}/{JsonProbe.Text(group, "idToken")}";
    }

    private bool MakeRoom(DateTimeOffset wall)
    {
        if (_accepted.Count < Most)
        {
            return true;
        }

        foreach (var old in _accepted.Values.Where(token => token.Until <= wall).ToArray())
        {
            _accepted = _accepted.Remove(old.Token);
            journal?.Forget(old.Token);
        }

        return _accepted.Count < Most;
    }
}
