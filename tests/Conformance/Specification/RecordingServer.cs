using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KalshiArb.Conformance.Tests.Specification;

/// <summary>Stands where the venue would: hands every request to the validating server as it came, and keeps it with the verdict.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    /// <summary>The path of the servers in the specification, which the validating server leaves out.</summary>
    public const string Prefix = "/trade-api/v2";

    private const string VerdictHeader = "sl-violations";

    private readonly WebApplication _app;
    private readonly HttpClient _validator;
    private readonly Lock _guard = new();
    private readonly List<Recorded> _recorded = [];

    private RecordingServer(Uri validator)
    {
        _validator = new HttpClient { BaseAddress = validator, Timeout = TimeSpan.FromSeconds(20) };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(PassAsync);
    }

    /// <summary>Where it listens, with the prefix.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Whose requests these are: the adapter's method that is called.</summary>
    public string Call { get; set; } = "";

    /// <summary>What came so far.</summary>
    public IReadOnlyList<Recorded> Recorded
    {
        get
        {
            lock (_guard) return [.. _recorded];
        }
    }

    public static async Task<RecordingServer> StartAsync(Uri validator)
    {
        var server = new RecordingServer(validator);
        await server._app.StartAsync();
        var listens = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Address = new Uri(listens.TrimEnd('/') + Prefix);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _validator.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy);
        var body = copy.ToArray();
        var inner = path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : path;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_validator.BaseAddress!, inner + context.Request.QueryString));
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            if (context.Request.ContentType is { } type) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, values) in context.Request.Headers)
            if (name.StartsWith("KALSHI-", StringComparison.OrdinalIgnoreCase) || name.Equals("Accept", StringComparison.OrdinalIgnoreCase)) request.Headers.TryAddWithoutValidation(name, values.ToArray());
        using var answer = await _validator.SendAsync(request);
        Keep(context, path, body, answer);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.StatusCode != HttpStatusCode.NoContent) await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
    }

    private void Keep(HttpContext context, string path, byte[] body, HttpResponseMessage answer)
    {
        JsonElement? json = body.Length > 0 ? JsonDocument.Parse(body).RootElement.Clone() : null;
        var query = context.Request.Query.SelectMany(one => one.Value.Select(value => new QueryPart(one.Key, value ?? ""))).ToArray();
        lock (_guard) _recorded.Add(new Recorded(Call, context.Request.Method, path, query, json, (int)answer.StatusCode, Violations(answer)));
    }

    // Examples may violate the file too; only what is said of the request counts.
    private static string[] Violations(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues(VerdictHeader, out var values)) return [];
        using var json = JsonDocument.Parse(string.Concat(values));
        return
        [
            .. json.RootElement.EnumerateArray()
                .Where(one => one.TryGetProperty("location", out var location) && location.GetArrayLength() > 0 && location[0].GetString() == "request")
                .Select(one => string.Join('.', one.GetProperty("location").EnumerateArray().Select(part => part.ToString())) + ": " + one.GetProperty("message").GetString()),
        ];
    }
}
