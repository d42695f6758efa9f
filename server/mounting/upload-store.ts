import { createHash, type Hash } from "node:crypto";
import fs from "node:fs";
import { PassThrough, type Readable } from "node:stream";
import { FileStore } from "@tus/file-store";
import { pathOfUpload } from "@/server/mounting/files-folder";

/** The hash of the bytes so far, of an upload that came to this process from its first byte on. */
interface Running {
  hash: Hash;
  bytes: number;
}

/** Uploads that are hashed while they come; more than these are read once more when they are whole. */
const MOST_RUNNING = 1000;

/**
 * The folder of uploads as the tus server writes it. The SHA-256 is taken while the bytes pass, so that a file of
 * gigabytes is read again only when it was resumed elsewhere or broke off between hash and disk.
 */
export class UploadStore extends FileStore {
  private readonly running = new Map<string, Running>();

  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    let known = this.running.get(id);
    if (offset === 0 && this.running.size < MOST_RUNNING) {
      known = { hash: createHash("sha256"), bytes: 0 };
      this.running.set(id, known);
    }
    if (known?.bytes !== offset) {
      this.running.delete(id);
      return super.write(readable, id, offset);
    }
    const { hash } = known;
    const counted = known;
    const through = new PassThrough();
    readable.on("data", (piece: Buffer) => {
      hash.update(piece);
      counted.bytes += piece.length;
    });
    readable.on("error", (error) => through.destroy(error));
    return super.write(readable.pipe(through), id, offset);
  }

  override async remove(id: string): Promise<void> {
    this.running.delete(id);
    await super.remove(id);
  }

  /** SHA-256 of a whole upload, in hex. @param size bytes that it has */
  async sha256(id: string, size: number): Promise<string> {
    const known = this.running.get(id);
    this.running.delete(id);
    if (known?.bytes === size) return known.hash.digest("hex");
    const hash = createHash("sha256");
    for await (const piece of fs.createReadStream(pathOfUpload(id))) hash.update(piece as Buffer);
    return hash.digest("hex");
  }
}
