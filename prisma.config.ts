// The engine's download is unreachable in many government networks; generate, validate and format do without it.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

import { defineConfig } from "prisma/config";

// Migrations are applied by server/db/migrate.ts: with this setting `prisma migrate` would "succeed" without doing anything.
export default defineConfig({ schema: "prisma/schema" });
