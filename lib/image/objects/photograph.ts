import sharp from "sharp";
import { INKS } from "./palette.js";
import { type Random, randomFrom } from "./random.js";
import { n, type Shape } from "./shape.js";
import { drawSurface } from "./surface.js";

/** Width and height of a photo, in pixels. */
export const PHOTO_SIDE = 160;

/** How the camera is held over the object. */
interface View {
  /** Degrees. */
  readonly angle: number;
  /** Pixels off the middle. */
  readonly x: number;
  readonly y: number;
  /** Pixels for a unit of the shape. */
  readonly scale: number;
  /** Height over width, where the camera is held aslant. */
  readonly flatten: number;
}

/** One scene: an object on a surface, in a light. */
export interface Scene {
  readonly object: string;
  readonly surface: Uint8Array;
  readonly view: View;
  /** Direction of the light, degrees; and how much brighter than the far side the near side is, 0…1. */
  readonly lightFrom: number;
  readonly falloff: number;
  readonly exposure: number;
}

/** Sets up a scene. All classes draw their colours, surfaces and light from the same lists. */
export function setScene(shape: Shape, ...key: readonly (string | number)[]): Scene {
  const random = randomFrom(...key);
  const ink = random.pick(INKS);
  return {
    object: shape(random, ink),
    surface: drawSurface(random, PHOTO_SIDE),
    view: {
      angle: random.between(-28, 28),
      x: random.between(-12, 12),
      y: random.between(-12, 12),
      scale: random.between(0.9, 1.4),
      flatten: random.between(0.88, 1),
    },
    lightFrom: random.between(0, 360),
    falloff: random.between(0.1, 0.4),
    exposure: random.between(0.82, 1.1),
  };
}

/** One shot of a burst: the scene, the hand moved a little, the sensor's own noise. A JPEG file's bytes. */
export async function photograph(scene: Scene, ...key: readonly (string | number)[]): Promise<Uint8Array> {
  const random = randomFrom(...key);
  const view: View = {
    angle: scene.view.angle + random.between(-9, 9),
    x: scene.view.x + random.between(-5, 5),
    y: scene.view.y + random.between(-5, 5),
    scale: scene.view.scale * random.between(0.93, 1.07),
    flatten: scene.view.flatten,
  };
  const raw = { width: PHOTO_SIDE, height: PHOTO_SIDE, channels: 3 } as const;
  const { data } = await sharp(scene.surface, { raw })
    .composite([{ input: Buffer.from(drawing(scene, view)) }])
    .removeAlpha()
    .blur(random.between(0.4, 1.3))
    .raw()
    .toBuffer({ resolveWithObject: true });
  develop(data, scene, random);
  return await sharp(data, { raw }).jpeg({ quality: 85 }).toBuffer();
}

/** The object, its soft shadow below it, as the camera sees them. */
function drawing({ object, lightFrom }: Scene, view: View): string {
  const middle = PHOTO_SIDE / 2;
  const place = `translate(${n(middle + view.x)} ${n(middle + view.y)}) scale(1 ${n(view.flatten)}) rotate(${n(view.angle)}) scale(${n(view.scale)})`;
  const away = ((lightFrom + 180) * Math.PI) / 180;
  const shadow = `translate(${n(5 * Math.cos(away))} ${n(5 * Math.sin(away))})`;
  const filter = `<filter id="shadow" x="-20%" y="-20%" width="140%" height="140%"><feColorMatrix values="0 0 0 0 0.08 0 0 0 0 0.07 0 0 0 0 0.06 0 0 0 0.5 0"/><feGaussianBlur stdDeviation="2.6"/></filter>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${PHOTO_SIDE}" height="${PHOTO_SIDE}"><defs>${filter}</defs><g transform="${shadow}"><g filter="url(#shadow)"><g transform="${place}">${object}</g></g></g><g transform="${place}">${object}</g></svg>`;
}

/** Light and sensor noise, in place. */
function develop(data: Uint8Array, { lightFrom, falloff, exposure }: Scene, random: Random): void {
  const strength = random.between(3, 9);
  const gain = exposure * random.between(0.96, 1.04);
  const [towardX, towardY] = [Math.cos((lightFrom * Math.PI) / 180), Math.sin((lightFrom * Math.PI) / 180)];
  for (let y = 0, at = 0; y < PHOTO_SIDE; y++) {
    for (let x = 0; x < PHOTO_SIDE; x++) {
      const near = ((x - PHOTO_SIDE / 2) * towardX + (y - PHOTO_SIDE / 2) * towardY) / PHOTO_SIDE;
      const light = gain * (1 + falloff * near);
      const grain = (random.next() + random.next() + random.next() - 1.5) * 2 * strength;
      for (let channel = 0; channel < 3; channel++, at++) {
        data[at] = Math.min(255, Math.max(0, Math.round((data[at] ?? 0) * light + grain)));
      }
    }
  }
}
