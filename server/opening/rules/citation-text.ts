import type { Text } from "@/server/law";

/** How a paper, a work or a product names the data that it rests on (乐山 28(四)): provider, data, city, version day. */
export function citationText(of: { provider: Text; name: Text; code: string; city: Text; day: string }): Text {
  const { provider, name, code, city, day } = of;
  return {
    zh: `${provider.zh}：《${name.zh}》（目录编码 ${code}），${city.zh}公共数据开放平台，${day}。`,
    en: `${provider.en}: ${name.en || name.zh} (catalogue code ${code}), open data platform of ${city.en}, ${day}.`,
  };
}
