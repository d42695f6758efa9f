/** Addresses and ranges as people write them: one a line, or divided by commas or spaces. */
export function rangesOf(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter((word) => word !== "");
}
