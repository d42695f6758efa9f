import { expect, it } from "vitest";
import { clientAddress, readProxies } from "./client-address";

const proxies = readProxies("10.0.0.5, 10.1.0.0/16, fd00::/8");

it("is the connection's own, whatever a stranger writes into the header", () => {
  expect(clientAddress("203.0.113.9", "10.9.9.9", proxies)).toBe("203.0.113.9");
  expect(clientAddress("203.0.113.9", "10.9.9.9", null)).toBe("203.0.113.9");
  expect(clientAddress("::ffff:203.0.113.9", undefined, proxies)).toBe("203.0.113.9");
  expect(clientAddress("fe80::1%eth0", undefined, proxies)).toBe("fe80::1");
  expect(clientAddress(undefined, "10.9.9.9", proxies)).toBeNull();
});

it("is what a named proxy says that it saw, not what was said to the proxy", () => {
  expect(clientAddress("10.0.0.5", "198.51.100.7", proxies)).toBe("198.51.100.7");
  expect(clientAddress("10.0.0.5", "1.2.3.4, 198.51.100.7, 10.1.2.3", proxies)).toBe("198.51.100.7");
  expect(clientAddress("fd00::9", ["1.2.3.4", "2001:db8::7"], proxies)).toBe("2001:db8::7");
  expect(clientAddress("10.0.0.5", "198.51.100.7, nonsense", proxies)).toBe("10.0.0.5");
  expect(clientAddress("10.0.0.5", undefined, proxies)).toBe("10.0.0.5");
});

it("refuses to start with a proxy that is no address", () => {
  for (const wrong of ["proxy.example", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/8/8"]) {
    expect(() => readProxies(wrong)).toThrow(/HELIU_PROXIES/);
  }
  expect(readProxies(" ")).toBeNull();
});
