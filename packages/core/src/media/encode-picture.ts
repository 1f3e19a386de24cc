import { MEDIA_HEIGHT_MAX, type PictureKind, sizesFor, UPLOAD_PIXELS_MAX } from './media.rules.js'

/** How many pictures one process decodes at once: each may need 160 MB for a moment. */
const DECODES_MAX = 2
const WAITING_MAX = 100

let library: Promise<typeof import('sharp').default> | undefined

/** Loaded with the first picture: most processes never see one, and every one would wait for it. */
async function openSharp(): Promise<typeof import('sharp').default> {
  library ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false)
    sharp.concurrency(1)
    return sharp
  })
  return library
}

let decoding = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T | 'busy'> {
  if (decoding >= DECODES_MAX) {
    if (waiting.length >= WAITING_MAX) return 'busy'
    // Whoever ends hands over its own turn, so nobody slips in between.
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else decoding += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else decoding -= 1
  }
}

export type EncodeObstacle = 'MEDIA_TOO_MANY_PIXELS' | 'MEDIA_BROKEN' | 'MEDIA_BUSY'

export interface EncodedPicture {
  /** Of the largest size made. */
  readonly width: number
  readonly height: number
  readonly files: readonly { size: number; data: Buffer }[]
}

/**
 * Decodes a picture and encodes it anew in every size: upright, in sRGB, without any metadata and without anything that
 * hung behind its pixels. The first frame only. Never more pixels than the limit, never more than two at once.
 */
export async function encodePicture(
  input: string | Buffer,
  kind: PictureKind,
): Promise<EncodedPicture | EncodeObstacle> {
  const outcome = await inTurn(() => encode(input, kind))
  return outcome === 'busy' ? 'MEDIA_BUSY' : outcome
}

async function encode(input: string | Buffer, kind: PictureKind): Promise<EncodedPicture | EncodeObstacle> {
  const sharp = await openSharp()
  const options = { limitInputPixels: UPLOAD_PIXELS_MAX, failOn: 'error', pages: 1 } as const
  try {
    const {
      format,
      width,
      height,
      orientation = 1,
    } = await sharp(input, { ...options, limitInputPixels: false }).metadata()
    if (format !== kind || !width || !height) return 'MEDIA_BROKEN'
    if (width * height > UPLOAD_PIXELS_MAX) return 'MEDIA_TOO_MANY_PIXELS'
    const files: { size: number; data: Buffer }[] = []
    let largest = { width: 0, height: 0 }
    for (const size of sizesFor(orientation >= 5 ? height : width)) {
      const { data, info } = await sharp(input, options)
        .autoOrient()
        .resize({ width: size, height: MEDIA_HEIGHT_MAX, fit: 'inside', withoutEnlargement: true })
        .toColourspace('srgb')
        .webp({ quality: 80, effort: 3 })
        .timeout({ seconds: 20 })
        .toBuffer({ resolveWithObject: true })
      files.push({ size, data })
      largest = { width: info.width, height: info.height }
    }
    return { ...largest, files }
  } catch (error) {
    return /pixel limit/i.test(String(error)) ? 'MEDIA_TOO_MANY_PIXELS' : 'MEDIA_BROKEN'
  }
}
