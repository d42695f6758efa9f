import type { ThemeConfig } from "antd";

/**
 * Ant Design's tokens. Read twice: by `app/build-antd-css.ts`, which writes the stylesheet once at build, and by the
 * pages' ConfigProvider, which then generates nothing at run time (`zeroRuntime`). Both must see the same object.
 *
 * Ant Design's own link, status and secondary greys are below 4.5 : 1 on white or on its grey surfaces; these are above.
 * Letters are 15 px and controls 36 px high, because the people who live in these lists are not all young. Nothing
 * moves: a click into a dialog that is still growing is lost, and who works here all day waits for no effect.
 */
export const theme: ThemeConfig = {
  hashed: false,
  zeroRuntime: true,
  cssVar: { key: "heliu" },
  token: {
    colorPrimary: "#0950c4",
    colorInfo: "#0950c4",
    colorSuccess: "#1d6b2b",
    colorWarning: "#8f4d00",
    colorError: "#b3261e",
    colorLink: "#0950c4",
    colorLinkHover: "#003a9b",
    colorLinkActive: "#002c8c",
    colorText: "rgba(0, 0, 0, 0.9)",
    colorTextSecondary: "rgba(0, 0, 0, 0.72)",
    colorTextTertiary: "rgba(0, 0, 0, 0.66)",
    colorTextDescription: "rgba(0, 0, 0, 0.66)",
    colorTextPlaceholder: "rgba(0, 0, 0, 0.62)",
    colorBorder: "#b4bfcc",
    colorBorderSecondary: "#dfe5ec",
    fontFamily: "var(--font-sans)",
    fontSize: 15,
    controlHeight: 36,
    borderRadius: 4,
    motion: false,
  },
  components: {
    Steps: { colorTextDescription: "rgba(0, 0, 0, 0.68)", colorTextLabel: "rgba(0, 0, 0, 0.68)" },
  },
};
