import { BlockList, isIP } from "node:net";
import { BootError } from "@/server/shared/boot-error";

/**
 * Where a request came from: the address of the connection, or, behind a proxy that the operator named, the nearest
 * address of `X-Forwarded-For` that is not a named proxy itself. What anybody else writes into that header is not believed.
 * @param proxies addresses and ranges as `readProxies` read them
 * @returns an IPv4 or IPv6 address; null when the connection has none
 */
export function clientAddress(
  remote: string | undefined,
  forwarded: string | string[] | undefined,
  proxies: BlockList | null = configuredProxies(),
): string | null {
  const direct = plain(remote);
  if (!direct || !proxies || !holds(proxies, direct)) return direct;
  const hops = (Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "")).split(",").map((hop) => hop.trim());
  for (const hop of hops.reverse()) {
    const address = plain(hop);
    // Whatever stands before a word that is no address cannot be trusted either.
    if (!address) return direct;
    if (!holds(proxies, address)) return address;
  }
  return direct;
}

/**
 * The proxies whose `X-Forwarded-For` is believed, from `HELIU_PROXIES`: addresses and CIDR ranges divided by commas.
 * @throws BootError for a word that is neither
 */
export function readProxies(text: string | undefined): BlockList | null {
  const words = (text ?? "").split(",").map((word) => word.trim());
  const given = words.filter((word) => word !== "");
  if (given.length === 0) return null;
  const list = new BlockList();
  for (const word of given) {
    const [address = "", bits, ...more] = word.split("/");
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : Number(bits);
    if (family === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits ?? "0") || prefix > most) {
      throw new BootError(
        `HELIU_PROXIES 中的“${word}”不是 IP 地址或网段。`,
        `“${word}” in HELIU_PROXIES is neither an address nor a range.`,
      );
    }
    list.addSubnet(address, prefix, family === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

let known: { text: string | undefined; list: BlockList | null } | undefined;

/** Read once, and again when the setting changed (tests). */
function configuredProxies(): BlockList | null {
  const text = process.env.HELIU_PROXIES;
  if (!known || known.text !== text) known = { text, list: readProxies(text) };
  return known.list;
}

function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** Without the zone of a link-local address, and IPv4 as IPv4 where a socket of both families shows it as IPv6. */
function plain(address: string | undefined): string | null {
  if (!address) return null;
  const bare = (address.split("%", 1)[0] ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(bare) === 0 ? null : bare;
}
