import { lookup } from "node:dns/promises";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { hostOf, mayReach, readTarget } from "@/server/delivery/upstream/allowlist";
import type { UpstreamFailure } from "@/server/delivery/upstream/upstream.schema";
import { UpstreamRefused } from "@/server/delivery/upstream/upstream-refused";

/** Bytes of an answer; what is longer is no page. */
export const MOST_BYTES = 4 * 1024 * 1024;
/** From the look-up of the name to the last byte, in milliseconds. */
const TOTAL_MS = 10_000;
const MOST_HEADER_BYTES = 16 * 1024;

export interface UpstreamAnswer {
  text: string;
  /** What goes on record of it: bytes and milliseconds. */
  took: Record<string, number>;
}

/**
 * Asks an upstream for JSON: one GET to a place of the allowlist, at the address that was judged and no other, without
 * redirects, within time and size. Nothing of our caller's request goes along.
 * @param address as the provider gave it, with the parameters of the page
 * @param headers the provider's credential, if any
 * @throws UpstreamRefused saying why; the text of the upstream is in no error
 */
export async function askUpstream(
  address: string,
  headers: Readonly<Record<string, string>>,
  totalMs: number = TOTAL_MS,
): Promise<UpstreamAnswer> {
  const began = performance.now();
  const url = readTarget(address);
  if (!url) throw new UpstreamRefused("not-allowed");
  const patience = AbortSignal.timeout(totalMs);
  let bytes = 0;
  try {
    const pinned = await within(patience, resolveOnce(url));
    const response = await within(patience, open(url, pinned, headers, patience));
    const text = await within(
      patience,
      read(response, (size) => {
        bytes += size;
      }),
    );
    return { text, took: { bytes, ms: Math.round(performance.now() - began) } };
  } catch (error) {
    const refused =
      error instanceof UpstreamRefused ? error : new UpstreamRefused(patience.aborted ? "timeout" : "unreachable");
    refused.took = { ...refused.took, bytes, ms: Math.round(performance.now() - began) };
    throw refused;
  }
}

interface Pinned {
  address: string;
  family: 4 | 6;
}

/** Looks the name up once. One forbidden address among several refuses them all: which one is taken is not ours to choose. */
async function resolveOnce(url: URL): Promise<Pinned> {
  const host = hostOf(url);
  const literal = isIP(host);
  if (literal !== 0) return { address: host, family: literal as 4 | 6 };
  const found = await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new UpstreamRefused("unresolved");
  if (!found.every(({ address }) => mayReach(url, address))) throw new UpstreamRefused("not-allowed");
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}

function open(url: URL, pinned: Pinned, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
  const { request } = url.protocol === "https:" ? https : http;
  // Whatever the name means by now: the connection goes to the address that was judged.
  const pin: LookupFunction = (_host, options, done) =>
    options.all ? done(null, [pinned]) : done(null, pinned.address, pinned.family);
  return new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, {
      method: "GET",
      agent: false,
      lookup: pin,
      signal,
      maxHeaderSize: MOST_HEADER_BYTES,
      headers: {
        ...headers,
        Accept: "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "Heliu",
        Connection: "close",
      },
    });
    sent.on("response", resolve);
    // An upgrade would hand us a bare connection.
    sent.on("upgrade", (response) => {
      response.destroy();
      reject(new UpstreamRefused("status"));
    });
    sent.on("error", reject);
    sent.end();
  });
}

async function read(response: IncomingMessage, arrived: (bytes: number) => void): Promise<string> {
  const refuse = (why: UpstreamFailure, took: Record<string, number> = {}): never => {
    response.destroy();
    throw new UpstreamRefused(why, took);
  };
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400) refuse("redirect", { status });
  if (status !== 200) refuse("status", { status });
  if ((response.headers["content-encoding"] ?? "identity") !== "identity") refuse("encoded");
  if (!/^application\/([a-z.+-]+\+)?json\s*(;|$)/i.test(response.headers["content-type"] ?? "")) refuse("not-json");
  if (Number(response.headers["content-length"] ?? 0) > MOST_BYTES) refuse("too-large");
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      size += piece.length;
      arrived(piece.length);
      if (size > MOST_BYTES) refuse("too-large");
      pieces.push(piece);
    }
  } catch (error) {
    throw error instanceof UpstreamRefused ? error : new UpstreamRefused("cut");
  }
  if (!response.complete) throw new UpstreamRefused("cut");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    throw new UpstreamRefused("not-json");
  }
}

/** Ends the waiting with the patience, whatever the work does. */
async function within<T>(patience: AbortSignal, work: Promise<T>): Promise<T> {
  let giveUp: () => void = () => undefined;
  const out = new Promise<never>((_, reject) => {
    giveUp = () => reject(new UpstreamRefused("timeout"));
    if (patience.aborted) giveUp();
    patience.addEventListener("abort", giveUp, { once: true });
  });
  try {
    return await Promise.race([work, out]);
  } catch (error) {
    work.catch(() => undefined);
    throw patience.aborted ? new UpstreamRefused("timeout") : error;
  } finally {
    patience.removeEventListener("abort", giveUp);
  }
}
