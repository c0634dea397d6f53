import { header, read } from "./open.js";
import { UnreadablePicture, type UnreadableReason } from "./unreadable.js";

/** What is known of a picture's file once it has been looked at. */
export type Inspection =
  | {
      readonly readable: true;
      /** In pixels, as the picture is to be seen, its EXIF orientation applied. */
      readonly width: number;
      readonly height: number;
      /** 1 grey, 3 RGB, 4 RGB and alpha. */
      readonly channels: number;
    }
  | { readonly readable: false; readonly reason: UnreadableReason; readonly detail: string };

/** Reads a picture's file to its end, shrunk while loading, and says its size, or why it cannot be read. */
export async function inspect(bytes: Uint8Array, id: string): Promise<Inspection> {
  const picture = { form: "encoded", bytes } as const;
  try {
    const { width, height, channels } = await header(picture, id);
    await read(picture, id, (image) => image.resize(16, 16, { fit: "fill", kernel: "nearest" }));
    return { readable: true, width, height, channels };
  } catch (error) {
    if (error instanceof UnreadablePicture) return { readable: false, reason: error.reason, detail: error.detail };
    throw error;
  }
}
