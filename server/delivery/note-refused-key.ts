import { saveRefusal } from "@/server/delivery/key.repository";
import { describeError, log } from "@/server/shared/log";

/**
 * Leaves in the audit why a key was refused: a wrong address, or its end. A key that never was leaves nothing. Never throws:
 * the answer to the stranger has left already.
 * @param shown the key, and after a space the address that it came from
 */
export async function noteRefusedKey(shown: string): Promise<void> {
  try {
    await saveRefusal(shown);
  } catch (error) {
    log.warn("a refused key could not be noted", describeError(error));
  }
}
