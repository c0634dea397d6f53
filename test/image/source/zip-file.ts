import { crc32, deflateRawSync } from "node:zlib";

/** A member of a zip archive as it is to be written, lies included. */
export interface ZipMember {
  readonly name: string | Uint8Array;
  readonly content: Uint8Array;
  readonly stored?: boolean;
  /** Compressed bytes in the place of the true ones. */
  readonly packed?: Uint8Array;
  /** The size that the archive says the content has. */
  readonly size?: number;
  readonly crc?: number;
  /** The general purpose bits: 1 encrypted, 0x800 UTF-8. */
  readonly flags?: number;
  readonly method?: number;
  /** Unix mode, as 0o120777 of a link. */
  readonly mode?: number;
  /** Where its local header lies, in the place of one of its own. */
  readonly at?: number;
}

/** A zip archive (APPNOTE 6.3), with 64-bit sizes where asked. */
export function zipFile(members: readonly ZipMember[], { zip64 = false, count = members.length } = {}): Uint8Array {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(typeof member.name === "string" ? Buffer.from(member.name) : member.name);
    const packed = member.packed ?? (member.stored ? member.content : deflateRawSync(member.content));
    const size = member.size ?? member.content.length;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(zip64 ? 45 : 20, 0);
    fields.writeUInt16LE(member.flags ?? 0x800, 2);
    fields.writeUInt16LE(member.method ?? (member.stored ? 0 : 8), 4);
    fields.writeUInt32LE(member.crc ?? crc32(member.content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(name.length, 22);
    const start = member.at ?? offset;
    if (member.at === undefined) {
      const local = Buffer.concat([signature(0x04034b50), fields, name, packed]);
      body.push(local);
      offset += local.length;
    }
    const extra = zip64 ? Buffer.alloc(28) : Buffer.alloc(0);
    if (zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(size), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
      extra.writeBigUInt64LE(BigInt(start), 20);
      fields.writeUInt32LE(0xffffffff, 14);
      fields.writeUInt32LE(0xffffffff, 18);
    }
    fields.writeUInt16LE(extra.length, 24);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(zip64 ? 0xffffffff : start, 10);
    directory.push(signature(0x02014b50), Buffer.from([20, 3]), fields, rest, name, extra);
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Math.min(count, 0xffff), 4);
  end.writeUInt16LE(Math.min(count, 0xffff), 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 12);
  const far = zip64 ? farEnd(count, entries.length, offset) : [];
  return Uint8Array.from(Buffer.concat([...body, entries, ...far, signature(0x06054b50), end]));
}

function farEnd(count: number, length: number, offset: number): Buffer[] {
  const end = Buffer.alloc(52);
  end.writeBigUInt64LE(44n, 0);
  end.writeUInt16LE(45, 8);
  end.writeUInt16LE(45, 10);
  end.writeBigUInt64LE(BigInt(count), 20);
  end.writeBigUInt64LE(BigInt(count), 28);
  end.writeBigUInt64LE(BigInt(length), 36);
  end.writeBigUInt64LE(BigInt(offset), 44);
  const locator = Buffer.alloc(16);
  locator.writeBigUInt64LE(BigInt(offset + length), 4);
  locator.writeUInt32LE(1, 12);
  return [signature(0x06064b50), end, signature(0x07064b50), locator];
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
