using EdgeController.Drivers.SunSpec;

namespace EdgeController.Drivers.Tests.SunSpec;

/// <summary>Numbers written by hand as registers: scale factors, and every pattern that means "not implemented".</summary>
public sealed class SunSpecNumberTests
{
    [Theory]
    [InlineData(SunSpecType.Int16, new ushort[] { 0xFF9C }, -100.0)]
    [InlineData(SunSpecType.Int16, new ushort[] { 0x8000 }, null)]
    [InlineData(SunSpecType.UInt16, new ushort[] { 0x8000 }, 32768.0)]
    [InlineData(SunSpecType.UInt16, new ushort[] { 0xFFFF }, null)]
    [InlineData(SunSpecType.Enum16, new ushort[] { 0xFFFF }, null)]
    [InlineData(SunSpecType.Int32, new ushort[] { 0xFFFF, 0xFFFE }, -2.0)]
    [InlineData(SunSpecType.Int32, new ushort[] { 0x8000, 0 }, null)]
    [InlineData(SunSpecType.UInt32, new ushort[] { 0x0001, 0x0002 }, 65538.0)]
    [InlineData(SunSpecType.UInt32, new ushort[] { 0xFFFF, 0xFFFF }, null)]
    [InlineData(SunSpecType.Acc32, new ushort[] { 0, 0 }, null)]
    [InlineData(SunSpecType.Acc32, new ushort[] { 0x0001, 0 }, 65536.0)]
    [InlineData(SunSpecType.Float32, new ushort[] { 0x4366, 0x8000 }, 230.5)]
    [InlineData(SunSpecType.Float32, new ushort[] { 0x7FC0, 0 }, null)]
    [InlineData(SunSpecType.Float32, new ushort[] { 0x7F80, 0 }, null)]
    [InlineData(SunSpecType.UInt64, new ushort[] { 0, 0, 1, 0 }, 65536.0)]
    [InlineData(SunSpecType.UInt64, new ushort[] { 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF }, null)]
    [InlineData(SunSpecType.Count, new ushort[] { 0 }, null)]
    public void A_number_is_what_its_type_says_or_nothing(SunSpecType type, ushort[] words, double? expected) =>
        Assert.Equal(expected, SunSpecNumber.Decode(words, new SunSpecPoint("x", 0, type, words.Length, null, 0)));

    [Theory]
    [InlineData(0xFFFF, 2305.0)]
    [InlineData(0xFFFE, 230.5)]
    [InlineData(0x0001, 230500.0)]
    [InlineData(0x8000, null)]
    [InlineData(0x000B, null)]
    public void A_scale_factor_is_a_power_of_ten_and_without_one_there_is_no_value(int scale, double? expected)
    {
        var point = new SunSpecPoint("x", 0, SunSpecType.UInt16, 1, 1, 0);
        var value = SunSpecNumber.Decode([23050, (ushort)scale], point);
        Assert.Equal(expected is null, value is null);
        Assert.Equal(expected ?? 0, value ?? 0, 6);
    }

    [Fact]
    public void A_point_beyond_the_model_or_with_its_scale_beyond_it_has_no_value()
    {
        Assert.Null(SunSpecNumber.Decode([1, 2], new SunSpecPoint("x", 1, SunSpecType.UInt32, 2, null, 0)));
        Assert.Null(SunSpecNumber.Decode([1, 2], new SunSpecPoint("x", 0, SunSpecType.UInt16, 1, 2, 0)));
    }

    [Theory]
    [InlineData(50, 0xFFFF, 500)]
    [InlineData(99.96, 0xFFFF, 999)]
    [InlineData(-33.39, 0xFFFF, 0x10000 - 333)]
    [InlineData(33, 0x0000, 33)]
    public void What_is_written_is_cut_off_towards_zero(double value, int scale, int expected) =>
        Assert.Equal([(ushort)expected], SunSpecNumber.Encode([0, (ushort)scale], new SunSpecPoint("x", 0, SunSpecType.Int16, 1, 1, 0), value)!);

    [Fact]
    public void What_has_no_scale_or_does_not_fit_is_not_written()
    {
        Assert.Null(SunSpecNumber.Encode([0, 0x8000], new SunSpecPoint("x", 0, SunSpecType.Int16, 1, 1, 0), 1));
        Assert.Null(SunSpecNumber.Encode([0, 0], new SunSpecPoint("x", 0, SunSpecType.Int16, 1, 1, 0), 40000));
        Assert.Null(SunSpecNumber.Encode([0, 0], new SunSpecPoint("x", 0, SunSpecType.UInt16, 1, 1, 0), -1));
        Assert.Null(SunSpecNumber.Encode([0, 0], new SunSpecPoint("x", 0, SunSpecType.UInt16, 1, 1, 0), double.NaN));
    }
}
