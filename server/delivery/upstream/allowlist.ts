import { BlockList, isIP } from "node:net";
import { BootError } from "@/server/shared/boot-error";

/**
 * Where this server may call out to (SECURE 20). Nothing, unless the operator says so in `HELIU_UPSTREAMS`: host names, `*.`
 * names, addresses and CIDR ranges, divided by commas. Each is reached over TLS; `http://` before it allows plain HTTP.
 */
export interface Allowlist {
  hosts: readonly { name: string; below: boolean; plain: boolean }[];
  ranges: BlockList;
  plainRanges: BlockList;
}

/** Addresses of nobody in particular: never called, unless the operator names their range. */
const SPECIAL = blockListOf(
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 2001::/32 2001:db8::/32 2002::/16",
);
/** Never called at all: the machine's neighbours and its keeper's services, everybody at once, the future. */
const NEVER = blockListOf("169.254.0.0/16 224.0.0.0/4 240.0.0.0/4 fe80::/10 ff00::/8");
/** All of IPv6 that is given to somebody. */
const GLOBAL6 = blockListOf("2000::/3");

/**
 * Reads the operator's setting.
 * @throws BootError naming the word that means nothing
 */
export function readAllowlist(text: string | undefined): Allowlist {
  const list = { hosts: [] as Allowlist["hosts"][number][], ranges: new BlockList(), plainRanges: new BlockList() };
  for (const word of (text ?? "").split(",").map((given) => given.trim().toLowerCase())) {
    if (word === "") continue;
    const plain = word.startsWith("http://");
    const target = word.replace(/^https?:\/\//, "");
    if (isRange(target)) {
      addRange(list.ranges, target);
      if (plain) addRange(list.plainRanges, target);
    } else if (/^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z][a-z0-9-]{0,62}$/.test(target)) {
      list.hosts.push({ name: target.replace(/^\*\./, ""), below: target.startsWith("*."), plain });
    } else {
      throw new BootError(
        `HELIU_UPSTREAMS 中的“${word}”不是主机名、地址或网段。`,
        `“${word}” in HELIU_UPSTREAMS is no host name, address or range.`,
      );
    }
  }
  return list;
}

let known: { text: string | undefined; list: Allowlist } | undefined;

/** The operator's allowlist, read again when the setting changed. */
export function allowlist(): Allowlist {
  const text = process.env.HELIU_UPSTREAMS;
  if (!known || known.text !== text) known = { text, list: readAllowlist(text) };
  return known.list;
}

/** What an address must be to be called: absolute HTTP, without a name and password in it, to a place that may be allowed. */
export function readTarget(address: string, list: Allowlist = allowlist()): URL | null {
  if (address.length > 2_000 || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (!["https:", "http:"].includes(url.protocol) || url.username || url.password || url.hash) return null;
  const host = hostOf(url);
  if (isIP(host) !== 0) return mayReach(url, host, list) ? url : null;
  // A name that is not listed may still lie in a listed range; that is known when it is looked up.
  return isListed(url, list) || hasRanges(url, list) ? url : null;
}

/** Whether a looked-up address may be called for this target. A name's address outside the listed ranges must be public. */
export function mayReach(url: URL, address: string, list: Allowlist = allowlist()): boolean {
  const family = isIP(address);
  if (family === 0 || check(NEVER, address)) return false;
  if (check(url.protocol === "http:" ? list.plainRanges : list.ranges, address)) return true;
  const special = check(SPECIAL, address) || (family === 6 && !check(GLOBAL6, address));
  return !special && isIP(hostOf(url)) === 0 && isListed(url, list);
}

/** The host without the brackets of an IPv6 address and without a trailing dot. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

function isListed(url: URL, { hosts }: Allowlist): boolean {
  const host = hostOf(url);
  return hosts.some(
    ({ name, below, plain }) =>
      (url.protocol === "https:" || plain) && (below ? host.endsWith(`.${name}`) : host === name),
  );
}

function hasRanges(url: URL, { ranges, plainRanges }: Allowlist): boolean {
  return (url.protocol === "http:" ? plainRanges : ranges).rules.length > 0;
}

function check(list: BlockList, address: string): boolean {
  // An IPv4 address in IPv6's clothes is judged as what it is.
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return list.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
}

function isRange(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const family = isIP(address);
  return (
    family !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits ?? "0") && Number(bits ?? 0) <= (family === 6 ? 128 : 32)
  );
}

function addRange(list: BlockList, text: string): void {
  const [address = "", bits] = text.split("/");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  list.addSubnet(address, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
}

function blockListOf(ranges: string): BlockList {
  const list = new BlockList();
  for (const range of ranges.split(" ")) addRange(list, range);
  return list;
}
