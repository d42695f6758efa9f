import { expect, it } from "vitest";
import { connectionUrl, readConnectionUrl } from "./connections";

it.each([
  ["postgresql://admin:p%40ss@db.example:6432/heliu?sslmode=require", "db.example", 6432, "heliu", "p@ss"],
  ["postgres://admin@localhost/heliu", "localhost", 5432, "heliu", ""],
  ["postgresql://admin:x@/heliu?host=/run/postgresql", "/run/postgresql", 5432, "heliu", "x"],
  ["postgresql://admin:x@[::1]:5433/heliu", "::1", 5433, "heliu", "x"],
  ["postgresql://admin:x@localhost:5432", "localhost", 5432, "admin", "x"],
])("reads %s and writes it again to the same meaning", (url, host, port, database, password) => {
  const read = readConnectionUrl(url);
  expect(read).toMatchObject({ user: "admin", password, address: { host, port, database } });
  expect(readConnectionUrl(connectionUrl(read.address, read.user, read.password))).toEqual(read);
});

it("keeps parameters such as sslmode", () => {
  const { address } = readConnectionUrl("postgresql://a:b@h/d?sslmode=verify-full");
  expect(connectionUrl(address, "c", "e")).toBe("postgresql://c:e@h:5432/d?sslmode=verify-full");
});

it("does not repeat a malformed URL, which may hold a password", () => {
  expect(() => readConnectionUrl("mysql://root:hunter2@h/d")).toThrow(/^(?!.*hunter2).*postgresql:/);
});
