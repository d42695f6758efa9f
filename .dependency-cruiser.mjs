// The shared rooms of server/; every other folder there is a capability named in the field's words.
const rooms = "api|law|cases|db|http|jobs|shared|identity|audit";

/**
 * The one way data flows (docs: README, "Where things are"):
 * page → router → use case → rules + repository → database, and back.
 */
export default {
  forbidden: [
    {
      name: "pages-speak-to-routers",
      comment:
        "Pages ask through the API; of the server they share only schemas, the session and the law's plain types.",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/api/|\\.test\\.tsx?$" },
      to: {
        path: "^server/",
        dependencyTypesNot: ["type-only"],
        pathNot:
          "^server/(api|identity)/|\\.schema\\.ts$|^server/(law|cases/rules|db|shared)/.*\\b(types|facts|actor|mode|errors|civil-date|roles)\\.ts$",
      },
    },
    {
      name: "server-knows-no-pages",
      comment: "The server runs the same with no pages at all.",
      severity: "error",
      from: { path: "^server/" },
      to: { path: "^app/" },
    },
    {
      name: "law-imports-nothing-of-ours",
      comment: "The law's files are data; what reads them knows no database and no web.",
      severity: "error",
      from: { path: "^(tenants|server/law)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(app|server|prisma)/", pathNot: "^server/(law|shared)/" },
    },
    {
      name: "routers-stay-thin",
      comment: "A router parses, calls one use case and returns.",
      severity: "error",
      from: { path: "\\.router\\.ts$" },
      to: { path: "^server/db/(?!actor)|\\.repository\\.ts$" },
    },
    {
      name: "use-cases-know-no-transport",
      comment: "A job, a script and a page all call the same use case.",
      severity: "error",
      from: {
        path: "^server/[^/]+/",
        pathNot: "^server/(api|identity|http)/|^server/delivery/rest/|\\.router\\.ts$|\\.test\\.ts$",
      },
      to: { path: "^server/api/(?!domain-error)|\\.router\\.ts$|node_modules/(@trpc|next|next-auth|hono)/" },
    },
    {
      name: "rules-are-pure",
      comment: "Rules take values and return values, so each law is tested without a database.",
      severity: "error",
      from: { path: "^server/([^/]+/rules|shared)/", pathNot: "\\.test\\.ts$" },
      to: {
        path: [
          "^server/(?!law/|shared/|[^/]+/rules/)",
          "^server/law/(load|read)-",
          "node_modules/(@prisma|@trpc|next|pg)/",
          "^(node:)?(fs|net|http|https)$",
        ],
        pathNot: "\\.schema\\.ts$|/types\\.ts$",
      },
    },
    {
      name: "repositories-are-private",
      comment: "Ask another capability through its use cases.",
      severity: "error",
      from: { path: "^(?:server/([^/]+)/|app/|prisma/)", pathNot: "\\.test\\.ts$" },
      to: { path: "^server/[^/]+/[^/]+\\.repository\\.ts$", pathNot: "^server/$1/" },
    },
    {
      name: "rooms-know-no-capability",
      comment:
        "Only api/root.ts, the doors and jobs name capabilities; the other rooms serve them all. A decision leaves a grant behind.",
      severity: "error",
      from: { path: "^server/(law|db|http|shared|audit)/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^server/[^/]+/",
        pathNot: `^server/(${rooms})/|\\.schema\\.ts$|^server/delivery/create-grant\\.ts$`,
      },
    },
    {
      name: "only-repositories-know-prisma",
      comment: "Queries are written in one place per capability and run under row-level security.",
      severity: "error",
      from: { path: "^(app|server)/", pathNot: "^server/db/|\\.repository\\.ts$|\\.test\\.tsx?$" },
      to: { path: "^server/db/generated/|node_modules/@prisma/client/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "administrator-stays-outside",
      comment:
        "Migrations, logins and the embedded server belong to boot and to a command beside it, never to a request.",
      severity: "error",
      from: {
        path: "^(app|server)/",
        pathNot: "^server/(db/|start\\.ts$|build\\.ts$|policy/policy-cli\\.ts$)|\\.test\\.tsx?$",
      },
      to: { path: "^server/db/(embedded|migrate|logins|prepare|seed-state|instance-lock)" },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "nothing-unresolvable",
      comment: "A misspelt path would make every other rule blind.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "\\.css$" },
    },
    {
      name: "no-sheetjs",
      comment: "The npm package xlsx carries known holes and is forbidden (SECURE).",
      severity: "error",
      from: {},
      to: { path: "node_modules/xlsx/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^server/db/generated/.+/|^\\.next|^next-env" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
