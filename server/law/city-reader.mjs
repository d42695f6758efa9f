// A thread begins with plain JavaScript; from here on it reads TypeScript as the process itself does.
import { register } from "tsx/esm/api";

register();
await import("./city-reader.ts");
