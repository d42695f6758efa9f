/** Puts the focus where the work of a dialog begins: its first field, or the button that confirms where it has none. */
export function focusFirst(body: HTMLElement | null): void {
  const field = body?.querySelector<HTMLElement>(
    "input:not([type=hidden], [disabled]), textarea:not([disabled]), select:not([disabled])",
  );
  const buttons = body?.closest('[role="dialog"]')?.querySelectorAll<HTMLElement>(".ant-modal-footer button");
  (field ?? [...(buttons ?? [])].at(-1))?.focus();
}
