import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/i18n/request.ts");

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` compiles everything once; a second pass would cost the first start ten seconds.
  typescript: { ignoreBuildErrors: true },
  // The server and the pages share these modules' state in one process: they must not be bundled twice.
  serverExternalPackages: ["pg", "pg-cursor", "@prisma/client", "@prisma/adapter-pg", "echarts", "chinese-days"],
  images: { unoptimized: true },
  turbopack: { root: process.cwd() },
  devIndicators: false,
};

export default withNextIntl(config);
