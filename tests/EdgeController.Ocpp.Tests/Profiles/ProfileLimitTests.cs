using System.Text.Json;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Tests.Profiles;

public class ProfileLimitTests
{
    [Fact]
    public void Every_tenth_up_to_80_amperes_survives_a_division_in_doubles()
    {
        var refused = 0;
        for (var tenths = 0; tenths <= 800; tenths++)
        {
            var limit = ProfileLimit.RoundDown(new Amperes(tenths / 10.0));
            var text = JsonSerializer.Serialize(new ChargingSchedulePeriod(0, limit), V16Json.Default.Options.GetTypeInfo(typeof(ChargingSchedulePeriod)));
            var read = JsonDocument.Parse(text).RootElement.GetProperty("limit").GetDouble();

            Assert.Equal(Math.Floor(read / 0.1), read / 0.1);
            Assert.True(limit <= tenths / 10m && limit >= (tenths / 10m) - 0.3m, $"{tenths}: {limit}");
            refused += (tenths / 10.0 / 0.1) == Math.Floor(tenths / 10.0 / 0.1) ? 0 : 1;
        }

        // Negative control: without the rounding some of them fail.
        Assert.True(refused > 10);
    }

    [Theory]
    [InlineData(16, "16")]
    [InlineData(16.09, "16")]
    [InlineData(15.999, "15.9")]
    [InlineData(-1, "0")]
    [InlineData(double.NaN, "0")]
    public void Limits_are_rounded_down(double amps, string expected) =>
        Assert.True(decimal.Parse(expected) >= ProfileLimit.RoundDown(new Amperes(amps)) && ProfileLimit.RoundDown(new Amperes(amps)) >= decimal.Parse(expected) - 0.2m);

    [Fact]
    public void Times_numbers_and_unknown_fields_of_real_stations_are_read()
    {
        var read = JsonSerializer.Deserialize(
            """{"connectorId":"1","vendorX":{},"meterValue":[{"timestamp":"2026-01-01T01:00:00+01:00","sampledValue":[{"value":16.5},{"value":"7"}]},{"timestamp":"rubbish"}]}""",
            V16Json.Default.MeterValuesRequest)!;

        Assert.Equal(1, read.ConnectorId);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), read.MeterValue![0].Timestamp);
        Assert.Equal("16.5", read.MeterValue[0].SampledValue![0].Value);
        Assert.Null(read.MeterValue[1].Timestamp);
    }
}
