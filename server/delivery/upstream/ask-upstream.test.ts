import { lookup } from "node:dns/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readAllowlist, readTarget } from "@/server/delivery/upstream/allowlist";
import { askUpstream, MOST_BYTES } from "@/server/delivery/upstream/ask-upstream";
import { sealCredential, unsealCredential } from "@/server/delivery/upstream/seal-credential";
import { startUpstream, type Upstream } from "@/tests/delivery/misbehaving-upstream";

vi.mock("node:dns/promises", async (original) => {
  const real = await original<typeof import("node:dns/promises")>();
  return { ...real, default: real, lookup: vi.fn() };
});

let upstream: Upstream;
const names = (...addresses: string[]) =>
  vi
    .mocked(lookup)
    .mockResolvedValueOnce(addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })) as never);

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());
beforeEach(() => {
  process.env.HELIU_UPSTREAMS = "http://127.0.0.0/8, http://listed.example, *.gov.example";
});
afterEach(() => {
  delete process.env.HELIU_UPSTREAMS;
  vi.mocked(lookup).mockReset();
});

const ask = (path: string, totalMs?: number) => askUpstream(`${upstream.origin}${path}`, {}, totalMs);

describe("an upstream that behaves", () => {
  it("is asked once, with the credential and nothing of anybody else's", async () => {
    const before = upstream.asked.length;
    const { text, took } = await askUpstream(`${upstream.origin}/rows?x=1`, { "X-Key": "s3cret" });
    expect(JSON.parse(text)).toHaveLength(3);
    expect(took.bytes).toBe(Buffer.byteLength(text));
    expect(upstream.asked.slice(before)).toEqual([
      {
        url: "/rows?x=1",
        headers: {
          "x-key": "s3cret",
          accept: "application/json",
          "accept-encoding": "identity",
          "user-agent": "Heliu",
          connection: "close",
          host: `127.0.0.1:${upstream.port}`,
        },
      },
    ]);
  });
});

describe("an upstream that misbehaves", () => {
  it.each([
    ["/redirect-home", "redirect"],
    ["/redirect-metadata", "redirect"],
    ["/too-short", "cut"],
    ["/declares-10-gb", "too-large"],
    ["/gzip", "encoded"],
    ["/html", "not-json"],
    ["/not-utf8", "not-json"],
    ["/fails", "status"],
    ["/nowhere", "status"],
    ["/headers", "unreachable"],
  ])("%s is refused: %s", async (path, why) => {
    const before = upstream.asked.length;
    await expect(ask(path)).rejects.toMatchObject({ name: "UpstreamRefused", why, message: why });
    // Whatever it says, nothing else is asked.
    expect(upstream.asked.length).toBe(before + 1);
  });

  it.each(["/drip", "/slow"])("%s is cut at the end of the time, however alive it looks", async (path) => {
    const began = performance.now();
    await expect(ask(path, 400)).rejects.toMatchObject({ why: "timeout", took: { ms: expect.any(Number) } });
    expect(performance.now() - began).toBeLessThan(1_500);
  });

  it("that answers 10 GB is cut at the limit, with the memory flat", async () => {
    const before = process.memoryUsage().rss;
    await expect(ask("/huge")).rejects.toMatchObject({ why: "too-large" });
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1024 ** 2);
    // What the sockets of both sides hold may have been written besides.
    expect(upstream.wrote()).toBeLessThan(MOST_BYTES + 16 * 1024 ** 2);
  });

  it("that sends more than it declared passes only what it declared", async () => {
    expect((await ask("/too-long")).text).toHaveLength(4);
  });
});

describe("a name", () => {
  const at = (host: string) => `http://${host}:${upstream.port}/rows`;

  it("is looked up once, and the connection goes to the address that was judged", async () => {
    names("127.0.0.1");
    vi.mocked(lookup).mockResolvedValue([{ address: "169.254.169.254", family: 4 }] as never);
    const { text } = await askUpstream(at("listed.example"), {});
    expect(JSON.parse(text)).toHaveLength(3);
    expect(lookup).toHaveBeenCalledTimes(1);
    expect(upstream.asked.at(-1)?.headers.host).toBe(`listed.example:${upstream.port}`);
  });

  it.each([
    ["a private address", ["10.1.2.3"]],
    ["the machine's metadata", ["169.254.169.254"]],
    ["one good and one forbidden address", ["127.0.0.1", "192.168.1.1"]],
    ["a private address of IPv6", ["fd00::1"]],
    ["an IPv4 address in IPv6's clothes", ["::ffff:10.1.2.3"]],
    ["nobody's address", ["0.0.0.0"]],
  ])("that means %s is not called", async (_, addresses) => {
    names(...addresses);
    const before = upstream.asked.length;
    await expect(askUpstream(at("listed.example"), {})).rejects.toMatchObject({ why: "not-allowed" });
    expect(upstream.asked.length).toBe(before);
  });

  it("that nobody knows is not called", async () => {
    vi.mocked(lookup).mockRejectedValueOnce(new Error("ENOTFOUND"));
    await expect(askUpstream(at("listed.example"), {})).rejects.toMatchObject({ why: "unresolved" });
  });
});

describe("the allowlist", () => {
  const list = readAllowlist("api.gov.example, *.city.example, http://old.example, 10.20.0.0/16, http://10.30.0.5");

  it.each([
    "https://api.gov.example/x?y=1",
    "https://api.gov.example:8443/",
    "https://a.b.city.example/",
    "http://old.example/",
    "https://10.20.3.4/",
    "http://10.30.0.5:8080/rows",
  ])("lets %s be asked", (address) => {
    expect(readTarget(address, list)?.href).toBe(new URL(address).href);
  });

  it.each([
    "http://user:word@10.30.0.5/",
    "https://10.21.0.1/",
    "http://10.20.3.4/",
    "https://127.0.0.1/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://[::1]/",
    "https://[::ffff:10.21.0.1]/",
    "https://169.254.169.254/",
    "ftp://api.gov.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//api.gov.example/",
    "/rows",
    "",
    `https://api.gov.example/${"x".repeat(2_000)}`,
  ])("lets %s not be asked", (address) => {
    expect(readTarget(address, list)).toBeNull();
  });

  it("allows nothing where the operator says nothing, and does not start with a word that means nothing", () => {
    expect(readTarget("https://api.gov.example/", readAllowlist(undefined))).toBeNull();
    for (const wrong of ["10.0.0.0/40", "a b", "*", "ftp://x", "-x.example"]) {
      expect(() => readAllowlist(wrong)).toThrow(/HELIU_UPSTREAMS/);
    }
  });

  it("lets the machine's neighbours be asked not even by a range that names them", () => {
    expect(readTarget("http://169.254.169.254/", readAllowlist("http://169.254.0.0/16"))).toBeNull();
  });
});

describe("a credential at rest", () => {
  const owner = { tenantId: "fushun", entryId: "e" };
  beforeEach(() => {
    process.env.HELIU_SEAL_KEY = Buffer.alloc(32, 7).toString("base64url");
  });

  it("opens for its entry under its secret, and for nothing else", () => {
    const sealed = sealCredential("s3cret", owner);
    expect(Buffer.from(sealed).includes("s3cret")).toBe(false);
    expect(unsealCredential(sealed, owner)).toBe("s3cret");
    expect(sealCredential("s3cret", owner)).not.toEqual(sealed);
    expect(() => unsealCredential(sealed, { ...owner, entryId: "other" })).toThrow("credential");
    expect(() =>
      unsealCredential(
        sealed.map((byte, i) => (i === 30 ? byte ^ 1 : byte)),
        owner,
      ),
    ).toThrow("credential");
    process.env.HELIU_SEAL_KEY = Buffer.alloc(32, 8).toString("base64url");
    expect(() => unsealCredential(sealed, owner)).toThrow("credential");
  });
});
