import { createServer } from "@/server/main";

/** Our server as it runs, without pages. Sends its port to the benchmark. */
process.send?.(await createServer().listen(0, "127.0.0.1"));
