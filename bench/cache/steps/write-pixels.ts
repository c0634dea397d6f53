import { defineStep, pixelTable, z } from "tamiz/step";

export default defineStep({
  about: "Pictures of 240×135×3 that cost nothing to make: one after another differs in its first bytes.",
  in: {},
  out: { images: pixelTable },
  with: z.object({ pictures: z.int().positive() }),
  async run({ with: { pictures }, out }) {
    const shape = { width: 240, height: 135, channels: 3 };
    const length = shape.width * shape.height * shape.channels;
    for (let index = 0; index < pictures; index++) {
      const data = new Uint8Array(length).fill(index);
      new DataView(data.buffer).setUint32(0, index);
      await out.images.write({ id: String(index).padStart(8, "0"), data, ...shape });
    }
  },
});
