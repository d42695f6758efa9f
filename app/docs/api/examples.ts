/** Where the examples of the guide point to. */
export interface ExampleTarget {
  /** `https://data.example.gov.cn` */
  origin: string;
  /** Catalogue entry of the key's grant. */
  resource: string;
  grant: string;
  key: string;
  /** Rows of a page. */
  limit?: number;
}

/**
 * The guide's examples, each a whole program that prints every row it may read. They take the secret from the environment
 * (`HELIU_KEY`, `HELIU_SESSION`), so that it stands in no source and no list of processes. A test runs them.
 */
export function examplesOf({ origin, resource, grant, key, limit = 1000 }: ExampleTarget) {
  const path = `/api/v1/resources/${resource}/rows?limit=${limit}`;
  return {
    curl: `printf 'Authorization: Bearer %s\\n' "$HELIU_KEY" |
  curl -sS --fail-with-body -H @- \\
    "${origin}${path}"`,
    filter: `printf 'Authorization: Bearer %s\\n' "$HELIU_KEY" |
  curl -sS --fail-with-body -H @- -H "Accept: text/csv" --get \\
    --data-urlencode "columns=COLUMN_A,COLUMN_B" \\
    --data-urlencode "filter.COLUMN_A.prefix=VALUE" \\
    "${origin}/api/v1/resources/${resource}/rows"`,
    python: `import json, os, urllib.error, urllib.request

origin = "${origin}"
path = "${path}"
while path:
    request = urllib.request.Request(origin + path, headers={
        "Authorization": "Bearer " + os.environ["HELIU_KEY"],
        "Accept-Language": "zh-CN",
    })
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            page = json.load(answer)
            link = answer.headers.get("Link")
    except urllib.error.HTTPError as refused:
        problem = json.load(refused)
        raise SystemExit(problem["code"] + ": " + problem["detail"])
    for row in page["rows"]:
        print(json.dumps(row, ensure_ascii=False))
    path = link[1:link.index(">")] if link else None
`,
    java: `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

public class ReadRows {
  public static void main(String[] args) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    String origin = "${origin}";
    String path = "${path}";
    while (path != null) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(origin + path))
          .timeout(Duration.ofSeconds(30))
          .header("Authorization", "Bearer " + System.getenv("HELIU_KEY"))
          .header("Accept-Language", "zh-CN")
          .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) throw new IllegalStateException(answer.body());
      System.out.println(answer.body());
      path = answer.headers().firstValue("Link")
          .map(link -> link.substring(1, link.indexOf('>'))).orElse(null);
    }
  }
}
`,
    rotate: `printf 'Authorization: Bearer %s\\n' "$HELIU_SESSION" |
  curl -sS --fail-with-body -H @- \\
    -H "Content-Type: application/json" \\
    -H "Idempotency-Key: 5a1f3c52-7c0e-4f0a-9a53-0d1f6a1b2c3d" \\
    --data '{"overlapHours": 24}' \\
    "${origin}/api/v1/grants/${grant}/keys/${key}/rotation"`,
  };
}
