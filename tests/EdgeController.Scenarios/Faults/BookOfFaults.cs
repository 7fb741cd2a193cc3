using System.Text.Json;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Faults;

/// <summary>One fault of the book.</summary>
/// <param name="Id">Its number in the catalogue: letter and number.</param>
/// <param name="Fault">What happens.</param>
/// <param name="Safe">What the seconds are counted to.</param>
/// <param name="Deadline">Seconds that it may take at most.</param>
/// <param name="Test">The test that shows it: type and method.</param>
/// <param name="Off">What is switched off in the negative control.</param>
/// <param name="Control">The test that runs the negative control, where it is another one.</param>
/// <param name="Note">What is shortened or left out; null for nothing.</param>
internal sealed record BookedFault(string Id, string Fault, string Safe, double Deadline, string Test, string Off, string? Control = null, string? Note = null);

/// <summary>The faults that the controller is tested against, each with its scenario, its deadline and its negative control; the table of the documents is made from it.</summary>
internal static class BookOfFaults
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public static string Path { get; } = System.IO.Path.Combine(Examples.Repository, "tests", "EdgeController.Scenarios", "Faults", "book-of-faults.json");

    public static IReadOnlyList<BookedFault> All { get; } = JsonSerializer.Deserialize<BookedFault[]>(File.ReadAllText(Path), Format)!;

    /// <summary>The fault with that number.</summary>
    public static BookedFault Find(string id) =>
        All.SingleOrDefault(fault => fault.Id == id) ?? throw new InvalidOperationException($"{Path} has no fault {id}, or two of them");
}
