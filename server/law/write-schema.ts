/** `npm run policy:schema`: writes the JSON Schema of every kind of tenant file, for completion in editors. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchemas } from "./schema/json-schema";

const folder = join("tenants", "schema");
mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries(jsonSchemas())) {
  writeFileSync(join(folder, name), content);
  console.log(join(folder, name));
}
