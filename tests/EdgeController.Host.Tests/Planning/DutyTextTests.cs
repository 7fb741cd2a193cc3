using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Planning;
using EdgeController.Host.Tests.Configuration.Sites;

namespace EdgeController.Host.Tests.Planning;

/// <summary>Duty plans from CSV: each bad line is one sentence, and the others count.</summary>
public class DutyTextTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly Site Site = SiteFiles.Good(SiteFiles.Small(stations: "{ ids: [A1, A2], circuit: main, max: 16A, fallback: 6A }\n    - { ids: B1, circuit: main, max: 16A, fallback: 6A, connectors: 2 }")
        + "\npolicy: { tokens: { 04A2: { vehicle: bus-7 }, 04A3: { vehicle: bus-8 } } }\n");

    private const string Titles = "vehicle,bay,arrival,departure,energy\n";

    [Fact]
    public void Columns_in_any_order_with_semicolons_decimal_commas_and_a_byte_order_mark_are_read()
    {
        var plan = Read("\uFEFF# from the dispatcher\r\nDeparture;Energy;Vehicle;Bay;Arrival\r\n2026-03-03 05:40;22,5;bus-7;A1;2026-03-02 18:00\r\n2026-03-03T06:00+01:00;;\"\";B1/2;2026-03-02T17:00Z\r\n");
        Assert.Empty(plan.Problems);
        Assert.Equal(
            [
                new Duty(3, "bus-7", 0, At("2026-03-02T18:00+01:00"), At("2026-03-03T05:40+01:00"), new WattHours(22_500)),
                new Duty(4, null, 3, At("2026-03-02T17:00Z"), At("2026-03-03T06:00+01:00"), null),
            ],
            plan.Duties);
    }

    [Theory]
    [InlineData(",,2026-03-02T18:00,2026-03-03T05:40,1", "d.csv: line 2: neither a vehicle nor a bay is named")]
    [InlineData("bus-7,A11,2026-03-02T18:00,2026-03-03T05:40,1", "d.csv: line 2: there is no station 'A11'; did you mean 'A1'?")]
    [InlineData("bus-7,B1,2026-03-02T18:00,2026-03-03T05:40,1", "d.csv: line 2: station B1 has 2 connectors; write B1/1 to B1/2")]
    [InlineData("bus-7,B1/3,2026-03-02T18:00,2026-03-03T05:40,1", "d.csv: line 2: station B1 has no connector 3; write B1/1 to B1/2")]
    [InlineData("bus-7,A1,evening,2026-03-03T05:40,1", "d.csv: line 2: arrival 'evening' is no time such as 2026-03-02T14:15+01:00")]
    [InlineData("bus-7,A1,18:00,2026-03-03T05:40,1", "d.csv: line 2: arrival '18:00' is no time such as 2026-03-02T14:15+01:00")]
    [InlineData("bus-7,A1,2026-03-02T18:00", "d.csv: line 2: departure '' is no time such as 2026-03-02T14:15+01:00")]
    [InlineData("bus-7,A1,2026-03-28T18:00,2026-03-29T02:30,1", "d.csv: line 2: departure '2026-03-29T02:30' does not exist in Europe/Berlin: on that day the clock goes from 02:00 to 03:00")]
    [InlineData("bus-7,A1,2026-03-03T05:40,2026-03-02T18:00,1", "d.csv: line 2: the departure 2026-03-02T18:00 is not after the arrival 2026-03-03T05:40")]
    [InlineData("bus-7,A1,2026-03-03T05:40,2026-04-02T18:00,1", "d.csv: line 2: from 2026-03-03T05:40 to 2026-04-02T18:00 is more than 14 days")]
    [InlineData("bus-7,A1,2026-03-02T18:00,2026-03-03T05:40,NaN", "d.csv: line 2: energy 'NaN' is no number of kWh from 0 to 1000")]
    [InlineData("bus-7,A1,2026-03-02T18:00,2026-03-03T05:40,1e9", "d.csv: line 2: energy '1e9' is no number of kWh from 0 to 1000")]
    public void A_bad_line_is_one_sentence_and_the_others_count(string line, string sentence)
    {
        var plan = Read(Titles + line + "\nbus-8,A2,2026-03-02T18:00,2026-03-03T05:40,1\n");
        Assert.Equal([sentence], plan.Problems);
        Assert.Equal("bus-8", Assert.Single(plan.Duties).Vehicle);
    }

    [Theory]
    [InlineData("", "d.csv: the duty plan is empty; its first line names the columns vehicle, bay, arrival, departure, energy")]
    [InlineData("vehicle,bay,arrival,energy\n", "d.csv: line 1: the first line must name the columns vehicle, bay, arrival, departure, energy; departure is missing")]
    public void A_file_without_its_columns_is_no_plan(string text, string sentence)
    {
        var plan = Read(text);
        Assert.Equal((true, sentence), (plan.IsUseless, Assert.Single(plan.Problems)));
    }

    [Fact]
    public void Nobody_stands_in_two_places_at_once()
    {
        var plan = Read(Titles + """
            bus-7,A1,2026-03-02T18:00,2026-03-03T05:40,1
            bus-7,A2,2026-03-02T22:00,2026-03-03T06:40,1
            bus-8,A1,2026-03-03T05:00,2026-03-03T07:40,1
            bus-8,A1,2026-03-03T08:00,2026-03-03T09:00,1
            """);
        Assert.Equal(["d.csv: line 3: bus-7 is taken at that time by line 2", "d.csv: line 4: bay A1/1 is taken at that time by line 2"], plan.Problems);
        Assert.Equal([2, 5], plan.Duties.Select(duty => duty.Line));
    }

    [Fact]
    public void In_the_hour_that_the_clock_shows_twice_the_first_is_meant_and_said()
    {
        var plan = Read(Titles + "bus-7,A1,2026-10-24T18:00,2026-10-25T02:30,1\nbus-8,A2,2026-10-25T02:45,2026-10-25T02:30,1\n");
        Assert.Empty(plan.Problems);
        Assert.Equal(At("2026-10-25T02:30+02:00"), plan.Duties[0].Departure);
        Assert.Equal((At("2026-10-25T02:45+02:00"), At("2026-10-25T02:30+01:00")), (plan.Duties[1].Arrival, plan.Duties[1].Departure));
        Assert.Equal(2, plan.Hints.Length);
        Assert.Equal("d.csv: line 2: 2026-10-25T02:30 is shown twice by the clock; the first is taken where it can be, write an offset for the other", plan.Hints[0]);
    }

    [Fact]
    public void A_vehicle_that_no_token_names_and_that_has_no_bay_is_hinted_at() =>
        Assert.Equal(
            ["d.csv: line 2: no token of the site file names bus-9, and no bay does: only a driver who shows the token bus-9 has this duty"],
            Read(Titles + "bus-9,,2026-03-02T18:00,2026-03-03T05:40,1\n").Hints);

    [Fact]
    public void Rubbish_is_never_more_than_sentences()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        var letters = "vehicle,bay;arrival\ndeparture energy2026-03-29T02:30+01:00#\"\0é/1";
        for (var i = 0; i < 2000; i++)
        {
            var text = (random.Next(2) == 0 ? Titles : "") + string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => letters[random.Next(letters.Length)]));
            var plan = Read(text);
            Assert.True(plan.Duties.All(duty => duty.Departure > duty.Arrival), $"seed {Seed}, text {i}");
        }
    }

    private static DutyPlan Read(string text) => new DutyText("d.csv", Site, Berlin).Read(text);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
