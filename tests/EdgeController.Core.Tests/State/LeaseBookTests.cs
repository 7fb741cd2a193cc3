using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

public class LeaseBookTests
{
    private static readonly Amperes Fallback = new(6);
    private LeaseBook _book = LeaseBook.Empty;

    [Fact]
    public void Without_a_lease_what_holds_beneath_counts() => Assert.Equal(6, Cap(0));

    [Fact]
    public void An_unanswered_increase_counts_at_once()
    {
        Issue(1, 16, 0);
        Assert.Equal(16, Cap(1));
        Assert.Null(_book.InForce(At(1)));
    }

    [Fact]
    public void A_decrease_frees_nothing_until_it_is_accepted_and_measured_later()
    {
        InForce(1, 16, 0);
        Issue(2, 8, 100);
        Assert.Equal(16, Cap(101));
        Accept(2, 102);
        Assert.Equal(16, Cap(103));
        Confirm(7.9, 102);
        Assert.Equal(16, Cap(103));
        Confirm(15.8, 104);
        Assert.Equal(16, Cap(105));
        Confirm(7.9, 110);
        Assert.Equal(8, Cap(110));
    }

    [Fact]
    public void A_measurement_before_the_acceptance_confirms_nothing()
    {
        InForce(1, 16, 0);
        Issue(2, 8, 100);
        Confirm(7.9, 101);
        Accept(2, 102);
        Assert.Equal(16, Cap(103));
    }

    [Fact]
    public void A_first_lease_below_the_fallback_frees_nothing_until_it_is_measured()
    {
        Issue(1, 0, 0);
        Accept(1, 1);
        Assert.Equal(6, Cap(2));
        Confirm(0, 5);
        Assert.Equal(0, Cap(6));
    }

    [Fact]
    public void A_lease_below_the_fallback_returns_to_it_when_it_ends()
    {
        InForce(1, 0, 0);
        Confirm(0, 5);
        Assert.Equal(0, Cap(299));
        Assert.Equal(6, Cap(301));
    }

    [Theory]
    [InlineData(8, 16)]
    [InlineData(20, 20)]
    public void After_a_time_out_both_limits_count(double second, double expected)
    {
        InForce(1, 16, 0);
        Issue(2, second, 100);
        Assert.Equal(expected, Cap(150));
        Assert.Equal(16, _book.InForce(At(150))!.Limit.Value);
        Assert.Equal(At(100), _book.UnansweredSince(At(150)));
    }

    [Fact]
    public void A_rejection_restores_what_was_in_force()
    {
        InForce(1, 10, 0);
        Issue(2, 16, 100);
        _book = _book.Drop(2, refused: true, At(101));
        Assert.Equal(10, Cap(102));
        Assert.Equal(1, _book.Last!.Revision);
        Assert.Equal(1, _book.Refusals);
    }

    [Fact]
    public void A_rejected_first_lease_leaves_the_fallback()
    {
        Issue(1, 16, 0);
        _book = _book.Drop(1, refused: true, At(1));
        Assert.Equal(6, Cap(2));
        Assert.Null(_book.Last);
    }

    [Fact]
    public void What_was_never_sent_is_no_refusal()
    {
        InForce(1, 10, 0);
        Issue(2, 16, 100);
        _book = _book.Drop(2, refused: false, At(101));
        Assert.Equal(10, Cap(102));
        Assert.Equal(0, _book.Refusals);
    }

    [Fact]
    public void An_acceptance_ends_a_row_of_refusals()
    {
        Issue(1, 10, 0);
        _book = _book.Drop(1, refused: true, At(1));
        InForce(2, 10, 20);
        Assert.Equal(0, _book.Refusals);
    }

    [Fact]
    public void A_late_acceptance_of_an_old_revision_does_not_hide_the_newer_one()
    {
        InForce(1, 16, 0);
        Issue(2, 6, 100);
        Issue(3, 10, 115);
        Accept(2, 116);
        Assert.Equal(16, Cap(117));
        Assert.Equal(6, _book.InForce(At(117))!.Limit.Value);
        Confirm(6, 120);
        Assert.Equal(10, Cap(121));
        Accept(3, 122);
        Assert.Equal(10, _book.InForce(At(123))!.Limit.Value);
    }

    [Fact]
    public void A_late_acceptance_of_a_superseded_increase_does_not_come_into_force()
    {
        InForce(1, 6, 0);
        Issue(2, 16, 100);
        Issue(3, 8, 115);
        Accept(3, 116);
        Accept(2, 117);
        Assert.Equal(3, _book.InForce(At(118))!.Revision);
        Assert.Equal(16, Cap(118));
        Confirm(8, 120);
        Assert.Equal(8, Cap(121));
    }

    [Fact]
    public void An_answer_to_an_unknown_revision_changes_nothing()
    {
        InForce(1, 10, 0);
        Assert.Same(_book, _book.Accept(99, At(1)));
    }

    [Fact]
    public void After_a_reboot_leases_count_but_none_is_known_to_be_in_force()
    {
        InForce(1, 8, 0);
        _book = _book.Doubt();
        Assert.Null(_book.InForce(At(1)));
        Assert.Equal(32, _book.Cap(At(1), new Amperes(32)).Value);
        Assert.Equal(8, Cap(1));
    }

    [Fact]
    public void What_an_unanswered_newer_limit_allows_is_not_disobedience()
    {
        InForce(1, 16, 0);
        InForce(2, 6, 100);
        Assert.Equal(6, _book.Allowed(At(101), Fallback).Value);
        Issue(3, 12, 110);
        Assert.Equal(12, _book.Allowed(At(111), Fallback).Value);
    }

    private static Instant At(double seconds) => Instant.FromSeconds(seconds);

    private double Cap(double at) => _book.Cap(At(at), Fallback).Value;

    private void Issue(long revision, double limit, double at) =>
        _book = _book.Issue(new OpenLease(revision, new Amperes(limit), At(at), At(at + 300), null), Fallback, At(at));

    private void Accept(long revision, double at) => _book = _book.Accept(revision, At(at));

    private void Confirm(double measured, double at) => _book = _book.Confirm(new Amperes(measured), At(at));

    private void InForce(long revision, double limit, double at)
    {
        Issue(revision, limit, at);
        Accept(revision, at);
    }
}
