using System.Globalization;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Meters;

namespace EdgeController.Host.Tests.Configuration.Meters;

/// <summary>
/// The register maps a second time, by another route than the golden images beside them (which a script made): typed from the table of
/// addresses, types, word orders and scales, with registers worked out by hand. The values are such that their words in any other order mean something else.
/// </summary>
public sealed class RegisterMapsByHandTests
{
    /// <summary>Template, quantity, function code, addresses (of L1, L2 and L3), registers, value in SI units.</summary>
    private const string Maps = """
        abb-b23                    voltage   3 23296,23298,23300  0000 0910              232
        abb-b23                    current   3 23308,23310,23312  0001 1170              700
        abb-b23                    power     3 23318,23320,23322  0004 93E0              3000
        abb-b23                    power     3 23318,23320,23322  FFFE EE90              -700
        abb-b23                    total     3 23316              0004 93E0              3000
        abb-b23                    frequency 3 23340              1388                   50
        abb-b23                    in        3 20480              0000 0000 05F5 E100    1000000000
        abb-b23                    out       3 20484              0000 0001 2A05 F200    50000000000
        carlo-gavazzi-em24         voltage   4 0,2,4              0910 0000              232
        carlo-gavazzi-em24         current   4 12,14,16           1170 0001              70
        carlo-gavazzi-em24         power     4 18,20,22           EE90 FFFE              -7000
        carlo-gavazzi-em24         total     4 40                 E240 0001              12345.6
        carlo-gavazzi-em24         frequency 4 55                 01F4                   50
        carlo-gavazzi-em24         in        4 66                 E240 0001              12345600
        carlo-gavazzi-em24         out       4 92                 1170 0001              7000000
        carlo-gavazzi-em340        voltage   4 0,2,4              0910 0000              232
        carlo-gavazzi-em340        current   4 12,14,16           1170 0001              70
        carlo-gavazzi-em340        power     4 18,20,22           EE90 FFFE              -7000
        carlo-gavazzi-em340        total     4 40                 E240 0001              12345.6
        carlo-gavazzi-em340        frequency 4 51                 01F4                   50
        carlo-gavazzi-em340        in        4 52                 E240 0001              12345600
        carlo-gavazzi-em340        out       4 78                 1170 0001              7000000
        chint-dtsu666              voltage   3 8198,8200,8202     4511 0000              232
        chint-dtsu666              current   3 8204,8206,8208     4788 F680              70.125
        chint-dtsu666              power     3 8212,8214,8216     47F1 1F80              12345.5
        chint-dtsu666              total     3 8210               C7F1 1F80              -12345.5
        chint-dtsu666              frequency 3 8260               459D 0800              50.25
        chint-dtsu666              in        3 4126               428C 4000              70125
        chint-dtsu666              out       3 4136               4368 0000              232000
        eastron-sdm630             voltage   4 0,2,4              4368 0000              232
        eastron-sdm630             current   4 6,8,10             428C 4000              70.125
        eastron-sdm630             power     4 12,14,16           4640 E600              12345.5
        eastron-sdm630             total     4 52                 C640 E600              -12345.5
        eastron-sdm630             frequency 4 70                 4249 0000              50.25
        eastron-sdm630             in        4 72                 428C 4000              70125
        eastron-sdm630             out       4 74                 4368 0000              232000
        eastron-sdm72d-m-v2        voltage   4 0,2,4              4368 0000              232
        eastron-sdm72d-m-v2        current   4 6,8,10             428C 4000              70.125
        eastron-sdm72d-m-v2        power     4 12,14,16           4640 E600              12345.5
        eastron-sdm72d-m-v2        total     4 52                 C640 E600              -12345.5
        eastron-sdm72d-m-v2        frequency 4 70                 4249 0000              50.25
        eastron-sdm72d-m-v2        in        4 72                 428C 4000              70125
        eastron-sdm72d-m-v2        out       4 74                 4368 0000              232000
        fronius-smart-meter-gen24  voltage   3 40081,40083,40085  4368 0000              232
        fronius-smart-meter-gen24  current   3 40073,40075,40077  428C 4000              70.125
        fronius-smart-meter-gen24  power     3 40099,40101,40103  4640 E600              12345.5
        fronius-smart-meter-gen24  total     3 40097              C640 E600              -12345.5
        fronius-smart-meter-gen24  frequency 3 40095              4249 0000              50.25
        fronius-smart-meter-gen24  in        3 40137              4640 E600              12345.5
        fronius-smart-meter-gen24  out       3 40129              428C 4000              70.125
        huawei-sun2000-dtsu666-h   voltage   3 37101,37103,37105  0000 0910              232
        huawei-sun2000-dtsu666-h   current   3 37107,37109,37111  0000 1B64              70.12
        huawei-sun2000-dtsu666-h   power     3 37132,37134,37136  FFFF CFC7              12345
        huawei-sun2000-dtsu666-h   total     3 37113              0001 1170              -70000
        huawei-sun2000-dtsu666-h   in        3 37121              0001 E240              1234560
        huawei-sun2000-dtsu666-h   out       3 37119              0001 1170              700000
        janitza-umg604             voltage   3 1317,1319,1321     4368 0000              232
        janitza-umg604             current   3 1325,1327,1329     428C 4000              70.125
        janitza-umg604             power     3 1333,1335,1337     4640 E600              12345.5
        janitza-umg604             total     3 1369               C640 E600              -12345.5
        janitza-umg604             frequency 3 1439               4249 0000              50.25
        janitza-umg604             in        3 9851               4640 E600              12345.5
        janitza-umg604             out       3 9863               428C 4000              70.125
        janitza-umg96rm            voltage   3 19000,19002,19004  4368 0000              232
        janitza-umg96rm            current   3 19012,19014,19016  428C 4000              70.125
        janitza-umg96rm            power     3 19020,19022,19024  4640 E600              12345.5
        janitza-umg96rm            total     3 19026              C640 E600              -12345.5
        janitza-umg96rm            frequency 3 19050              4249 0000              50.25
        janitza-umg96rm            in        3 19068              4640 E600              12345.5
        janitza-umg96rm            out       3 19076              428C 4000              70.125
        schneider-iem3x50          voltage   3 3027,3029,3031     4368 0000              232
        schneider-iem3x50          current   3 2999,3001,3003     428C 4000              70.125
        schneider-iem3x50          power     3 3053,3055,3057     C148 0000              -12500
        schneider-iem3x50          total     3 3059               428C 4000              70125
        schneider-iem3x50          frequency 3 3109               4249 0000              50.25
        schneider-iem3x50          in        3 3203               0000 0001 2A05 F200    5000000000
        schneider-iem3x50          out       3 3207               0000 0000 05F5 E100    100000000
        shelly-pro-3em             voltage   4 1020,1040,1060     0000 4368              232
        shelly-pro-3em             current   4 1022,1042,1062     4000 428C              70.125
        shelly-pro-3em             power     4 1024,1044,1064     E600 4640              12345.5
        shelly-pro-3em             total     4 1013               E600 C640              -12345.5
        siemens-pac2200            voltage   3 1,3,5              4368 0000              232
        siemens-pac2200            current   3 13,15,17           428C 4000              70.125
        siemens-pac2200            power     3 25,27,29           4640 E600              12345.5
        siemens-pac2200            total     3 65                 C640 E600              -12345.5
        siemens-pac2200            frequency 3 55                 4249 0000              50.25
        siemens-pac2200            in        3 801                4132 D687 0000 0000    1234567
        siemens-pac2200            out       3 809                40C8 1CC0 0000 0000    12345.5
        sma-home-manager           total     4 30865              0001 1170              70000
        sma-home-manager           export    4 30867              0001 E240              123456
        sma-home-manager           in        3 30581              0001 E240              123456
        sma-home-manager           out       3 30583              0001 1170              70000
        victron-gx-grid-meter      voltage   3 2616,2618,2620     0910                   232
        victron-gx-grid-meter      current   3 2617,2619,2621     02BD                   70.1
        victron-gx-grid-meter      power     3 2600,2601,2602     CFC7                   -12345
        """;

    private static readonly IReadOnlyDictionary<string, MeterTemplate> All = MeterTemplates.Load(ConfigurationFolder.FindMeters());

    private static readonly string[][] Rows = [.. Maps.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    public static TheoryData<string> Ids => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_value_of_the_map_means_what_the_table_says(string id)
    {
        var template = All[id];
        var rows = Rows.Where(row => row[0] == id).ToArray();
        var told = new HashSet<RegisterValue>();
        foreach (var row in rows)
        {
            var (code, at, words, expected) = (
                Number(row[2]), row[3].Split(',').Select(Number).ToArray(), row[4..^1].Select(hex => ushort.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToArray(),
                double.Parse(row[^1], CultureInfo.InvariantCulture));
            foreach (var (value, address) in Of(template, row[1]).Zip(at))
            {
                told.Add(value);
                Assert.Equal(expected, Decode(template, value, code, address, words)!.Value, 6);
                if (words.Length > 1)
                {
                    Assert.NotEqual(expected, Decode(template, value, code, address, [.. words.Reverse()]));
                }
            }
        }

        Assert.Empty(template.Values.Except(told));
    }

    private static double? Decode(MeterTemplate template, RegisterValue value, int code, int address, ushort[] words) =>
        TemplateReader.Value(template, new RegisterImage([new RegisterRun(code, address, [.. words])]), value);

    private static RegisterValue[] Of(MeterTemplate template, string quantity) => quantity switch
    {
        "voltage" => Three(template.Voltage),
        "current" => Three(template.Current),
        "power" => Three(template.Power),
        "total" => [template.TotalPower!],
        "export" => [template.TotalExport!],
        "frequency" => [template.Frequency!],
        "in" => [template.EnergyImport!],
        "out" => [template.EnergyExport!],
        _ => throw new ArgumentException($"There is no '{quantity}'.", nameof(quantity)),
    };

    private static RegisterValue[] Three(PhaseValues? values) => [values!.L1, values.L2, values.L3];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
