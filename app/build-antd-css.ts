import { writeFileSync } from "node:fs";
import { extractStyle } from "@ant-design/static-style-extract";
import { ConfigProvider } from "antd";
import { createElement } from "react";
import { theme } from "@/app/theme";

// Written at build, because generating styles on every page costs 240 KB of HTML and three quarters of the server's CPU.
const { zeroRuntime: _, ...atBuild } = theme;
const css = extractStyle((node) => createElement(ConfigProvider, { theme: atBuild }, node));

if (!css.includes(`--ant-color-primary:${theme.token?.colorPrimary}`)) {
  throw new Error("Ant Design's stylesheet does not carry the theme of app/theme.ts.");
}
writeFileSync("app/antd.generated.css", css);
console.log(`app/antd.generated.css: ${Math.round(css.length / 1024)} KB`);
