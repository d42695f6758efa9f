import fs from "node:fs";
import { createServer } from "@/server/main";
import { runNextIngest } from "@/server/mounting/run-ingest";

/** The server as it runs, with one order carried out when asked; says how much memory it and the reader took. */
process.send?.({ what: "ready", port: await createServer().listen(0, "127.0.0.1") });
process.on("message", async () => {
  const before = process.memoryUsage.rss();
  let most = before;
  let reader = 0;
  let child: number | undefined;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
    try {
      reader = Math.max(reader, Number(fs.readFileSync(`/proc/${child}/statm`, "utf8").split(" ")[1]) * 4096);
    } catch {
      // It has ended, or the system does not say.
    }
  }, 50);
  await runNextIngest(new AbortController().signal, {
    started: ({ pid }) => {
      child = pid;
    },
  });
  clearInterval(watch);
  process.send?.({ what: "done", before, most, reader });
});
