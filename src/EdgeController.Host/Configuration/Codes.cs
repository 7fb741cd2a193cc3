namespace EdgeController.Host.Configuration;

/// <summary>The stable codes of diagnostics: EC0xx YAML, EC1xx keys and values, EC2xx references and structure, EC3xx safety, EC4xx meter templates.</summary>
public static class Codes
{
    public const string Syntax = "EC001";
    public const string DuplicateKey = "EC002";
    public const string Anchor = "EC003";
    public const string Tag = "EC004";
    public const string TooLarge = "EC005";
    public const string BadDocument = "EC006";
    public const string BadCharacter = "EC007";
    public const string Unreadable = "EC008";

    public const string UnknownKey = "EC101";
    public const string NotBuilt = "EC102";
    public const string BadValue = "EC103";
    public const string OutOfRange = "EC104";
    public const string MissingKey = "EC105";
    public const string BadShape = "EC106";
    public const string BadName = "EC107";

    public const string UnknownCircuit = "EC201";
    public const string UnknownMeter = "EC202";
    public const string UnknownTemplate = "EC203";
    public const string UnknownCsms = "EC204";
    public const string CircuitCycle = "EC205";
    public const string DuplicateStation = "EC206";
    public const string MeterUsedTwice = "EC207";
    public const string BadRange = "EC208";
    public const string UnknownTimeZone = "EC209";
    public const string NoBackEnd = "EC210";
    public const string AmbiguousBackEnd = "EC211";
    public const string UnusedMeter = "EC212";
    public const string SameMeterDevice = "EC213";
    public const string TooManyStations = "EC214";
    public const string MatchesNothing = "EC215";
    public const string ResourceKind = "EC216";
    public const string WithoutEffect = "EC217";
    public const string IdentityTwice = "EC218";
    public const string ResourceSteering = "EC219";
    public const string V2xRating = "EC221";
    public const string V2xStorage = "EC222";
    public const string V2xMeter = "EC223";
    public const string V2xFeedIn = "EC224";
    public const string StationInTwoGroups = "EC230";
    public const string TokenTwice = "EC231";

    public const string SumOfFallbacks = "EC301";
    public const string SumOfFallbackPower = "EC302";
    public const string HardwareOverBreaker = "EC303";
    public const string FallbackBelowMin = "EC304";
    public const string FallbackAboveMax = "EC305";
    public const string MinTooLow = "EC306";
    public const string MaxBelowMin = "EC307";
    public const string MaxAboveCircuit = "EC308";
    public const string BadLimit = "EC309";
    public const string StaleOrder = "EC310";
    public const string PollTooSlow = "EC311";
    public const string SumOfFallbackApparent = "EC312";
    public const string BusBelowBreaker = "EC313";
    public const string ChargingNotAssumed = "EC314";
    public const string ExportAlone = "EC315";
    public const string GuaranteeOutside = "EC330";

    public const string DuplicateLimit = "EC331";
    public const string EmptyWindow = "EC332";
    public const string LimitWithoutEffect = "EC333";
    public const string FallbacksAboveLimit = "EC334";
    public const string DemandNeedsMeter = "EC335";
    public const string DimmingMinimum = "EC336";
    public const string HeartbeatOrder = "EC337";
    public const string SumOfGuarantees = "EC338";

    public const string RatingUnit = "EC341";
    public const string FallbackAboveCable = "EC342";
    public const string OtherCurrent = "EC343";
    public const string TotalBelowMin = "EC344";

    public const string NeedsBroker = "EC361";
    public const string SecretInFile = "EC362";
    public const string SecretMissing = "EC363";
    public const string MqttPair = "EC364";
    public const string MqttValueMissing = "EC365";
    public const string TtlTooShort = "EC366";

    public const string TemplateBlock = "EC401";
    public const string TemplateOutsideBlocks = "EC402";
    public const string TemplateFileName = "EC403";
    public const string TemplateValues = "EC404";
    public const string TemplateImage = "EC405";
    public const string TemplateTwice = "EC406";
    public const string TemplateWithoutPhases = "EC407";
    public const string SerialSettings = "EC408";
    public const string MeterRange = "EC409";
}
