"use client";

/**
 * The last resort: the frame of every page could not be drawn, so neither language nor styles are there. Both languages
 * stand on it, and it needs nothing of the house.
 */
export default function GlobalError({ retry }: { retry: () => void }) {
  return (
    <html lang="zh-CN">
      <body style={{ fontFamily: "system-ui, sans-serif", padding: "15vh 24px", textAlign: "center" }}>
        <h1>页面暂时无法显示</h1>
        <p>系统出现意外错误，已提交的内容不受影响，请重试。</p>
        <p lang="en">This page cannot be shown just now; what you have submitted is not affected. Please try again.</p>
        <button type="button" onClick={() => retry()} style={{ padding: "8px 24px", fontSize: 16 }}>
          重试 · Try again
        </button>
      </body>
    </html>
  );
}
