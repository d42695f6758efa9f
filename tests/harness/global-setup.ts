import { rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { createTemplate, dropDatabases, seedFolder, startCluster } from "./cluster";

declare module "vitest" {
  export interface ProvidedContext {
    /** The administrator's URL of the run's cluster. */
    clusterUrl: string;
    /** The name of the migrated database that test files copy. */
    template: string;
  }
}

/** Starts one PostgreSQL for the run and migrates the template that every test file's own database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  process.env.HELIU_MODE = "test";
  const cluster = await startCluster();
  try {
    project.provide("clusterUrl", cluster.adminUrl);
    project.provide("template", await createTemplate(cluster.adminUrl));
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return async () => {
    await dropDatabases(cluster.adminUrl);
    await cluster.stop();
    rmSync(seedFolder(process.pid), { recursive: true, force: true });
  };
}
