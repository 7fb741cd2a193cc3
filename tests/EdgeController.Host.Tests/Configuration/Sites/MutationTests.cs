using System.Text;
using EdgeController.Host.Configuration;

namespace EdgeController.Host.Tests.Configuration.Sites;

public sealed class MutationTests
{
    private static readonly string[] Scraps =
        ["{", "}", "[", "]", ":", "- ", "\n", "\t", "&a", "*a", "!!x ", "\"", "'", "#", "|", ">", "%", "? ", "<<: ", "\0", "\uD800", "-1", "1e999", ".nan", "999999999999", "main", "{9..1}", "{1..99999}", "null", "---\n", "  "];

    [Fact]
    public void Two_thousand_random_mutations_of_the_garage_never_throw()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var text = Mutate(new Random(seed));
            try
            {
                var result = SiteFiles.Read(text);
                var errors = result.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);
                Assert.True(errors == result.Site is null);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed} threw {failure.GetType().Name}:\n{text}", failure);
            }
        }
    }

    private static string Mutate(Random random)
    {
        var text = new StringBuilder(SiteFiles.Garage);
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 30), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Scraps[random.Next(Scraps.Length)]);
                    break;
                case 2:
                    text[at] = (char)random.Next(32, 127);
                    break;
                default:
                    var from = random.Next(text.Length);
                    text.Insert(at, text.ToString(from, Math.Min(random.Next(1, 60), text.Length - from)));
                    break;
            }
        }

        return text.ToString();
    }
}
