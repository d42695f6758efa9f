import { expect, it } from "vitest";
import { DatabaseDownError, translateDatabaseError } from "./errors";

it.each([
  "Connection terminated unexpectedly",
  "Client has encountered a connection error and is not queryable", // the server died between two statements of a transaction
  "connect ECONNREFUSED 127.0.0.1:5432",
])("knows a database that is down by “%s”", (message) => {
  expect(translateDatabaseError(new Error(message))).toBeInstanceOf(DatabaseDownError);
});
