using System.Text;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Framing;

public class JsonProbeTests
{
    [Theory]
    [InlineData("""{"a":1,"transactionId":7}""", 7)]
    [InlineData("""{"transaction\u0049d":7}""", 7)]
    [InlineData("""{"a":{"transactionId":7}}""", null)]
    [InlineData("""{"a":"transactionId"}""", null)]
    [InlineData("""{"connectorId":1}""", null)]
    [InlineData("{}", null)]
    public void A_field_at_the_top_is_found_however_its_name_is_written(string payload, int? number)
    {
        Assert.Equal(number, JsonProbe.Number(Encoding.UTF8.GetBytes(payload), "transactionId"));
    }
}
