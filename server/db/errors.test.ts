import { expect, it } from "vitest";
import { DatabaseBusyError, DatabaseDownError, NoSessionError, translateDatabaseError } from "./errors";

it.each([
  "Connection terminated unexpectedly",
  "Client has encountered a connection error and is not queryable", // the server died between two statements of a transaction
  "connect ECONNREFUSED 127.0.0.1:5432",
])("knows a database that is down by “%s”", (message) => {
  expect(translateDatabaseError(new Error(message))).toBeInstanceOf(DatabaseDownError);
});

it("knows a full pool, and tells a session that has ended from a number in somebody's text", () => {
  const busy = new Error("Transaction API error: Unable to start a transaction in the given time.");
  expect(translateDatabaseError(busy)).toBeInstanceOf(DatabaseBusyError);
  const ended = Object.assign(new Error("no session"), { code: "28000" });
  expect(translateDatabaseError(ended)).toBeInstanceOf(NoSessionError);
  const typed = new Error("补助金额 28000 元");
  expect(translateDatabaseError(typed)).toBe(typed);
});
