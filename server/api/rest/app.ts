import { OpenAPIHono } from "@hono/zod-openapi";
import { grants } from "@/server/api/rest/grants";
import { mounting } from "@/server/api/rest/mounting";
import { openData } from "@/server/api/rest/open-data";
import { problem, problemOf } from "@/server/api/rest/problems";
import { requests } from "@/server/api/rest/requests";
import { resources } from "@/server/api/rest/resources";
import { FILTER_PARAMETER } from "@/server/api/rest/row-page";
import { sessions } from "@/server/api/rest/sessions";

/** `/api/v1`: what other systems ask of Heliu, described by itself in `/api/v1/openapi.json`. */
export const restApp = new OpenAPIHono();

for (const door of [resources, openData, sessions, requests, grants, mounting]) restApp.route("/", door);

restApp.openAPIRegistry.registerComponent("securitySchemes", "key", {
  type: "http",
  scheme: "bearer",
  description: "A key of a grant (`hk_…`), made on the grant's page and shown once.",
});

restApp.openAPIRegistry.registerComponent("securitySchemes", "session", {
  type: "http",
  scheme: "bearer",
  description: "The token of `POST /api/v1/sessions`: everything is done in that person's name.",
});

let document: string | undefined;
restApp.get("/api/v1/openapi.json", (c) => {
  document ??= JSON.stringify(describe());
  return c.body(document, 200, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "max-age=300" });
});

restApp.all("/api/v1/*", (c) => problemOf(c, "NOT_FOUND"));
restApp.onError((error, c) => problem(c, error));

function describe() {
  const api = restApp.getOpenAPI31Document({
    openapi: "3.1.0",
    servers: [{ url: "/" }],
    info: {
      title: "Heliu 合流",
      version: "1",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
      description:
        "政务数据共享接口。Applications by people, and data of a grant for other systems. Errors are problem documents (RFC 9457) in the language of Accept-Language.",
    },
  });
  // A parameter whose names are the columns': it cannot be said by a schema of parameters.
  for (const [path, operations] of Object.entries(api.paths ?? {})) {
    if (/\/(rows|export)$/.test(path)) operations?.get?.parameters?.push(FILTER_PARAMETER);
  }
  return api;
}
