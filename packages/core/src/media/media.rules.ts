/** What one upload may be. */
export const UPLOAD_BYTES_MAX = 10 * 1024 * 1024
export const UPLOAD_PIXELS_MAX = 40_000_000
export const UPLOAD_FILES_MAX = 10
/** How many pictures one shop may keep. */
export const MEDIA_OF_SHOP_MAX = 20_000

/** Widths every picture is made in, as far as it is that wide. */
export const MEDIA_SIZES = [240, 480, 800, 1200] as const
/** Tall pictures of details stay tall, within what WebP can hold. */
export const MEDIA_HEIGHT_MAX = 16_000

export type PictureKind = 'jpeg' | 'png' | 'webp' | 'gif'

const startsWith = (bytes: Buffer, text: string, at = 0) =>
  bytes.subarray(at, at + text.length).toString('latin1') === text

/** What a file is by its first bytes, whatever its name says; null for everything that is no picture we take. */
export function pictureKind(head: Buffer): PictureKind | null {
  if (startsWith(head, '\xff\xd8\xff')) return 'jpeg'
  if (startsWith(head, '\x89PNG\r\n\x1a\n')) return 'png'
  if (startsWith(head, 'RIFF') && startsWith(head, 'WEBP', 8)) return 'webp'
  return startsWith(head, 'GIF87a') || startsWith(head, 'GIF89a') ? 'gif' : null
}

/** True when a file says it is something else than it is; saying nothing is no lie. */
export function isLyingType(declared: string | null, kind: PictureKind): boolean {
  const type = (declared ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === '' || type === 'application/octet-stream') return false
  return type !== `image/${kind}` && !(kind === 'jpeg' && (type === 'image/jpg' || type === 'image/pjpeg'))
}

/** The sizes a picture of that width is kept in: every one below it, and the first that holds it whole. */
export function sizesFor(width: number): number[] {
  const enough = MEDIA_SIZES.findIndex((size) => size >= width)
  return MEDIA_SIZES.slice(0, enough < 0 ? MEDIA_SIZES.length : enough + 1)
}

export function isMediaHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

/** The address of one size on the shop's own host. */
export function mediaUrl(hash: string, size: number): string {
  return `/media/${hash}-${size}.webp`
}

/** The hash and size of an address made by `mediaUrl`, of any host; null for other addresses. */
export function parseMediaUrl(url: string): { hash: string; size: number } | null {
  const match = /\/media\/([0-9a-f]{64})-(\d{2,4})\.webp$/.exec(url)
  const size = Number(match?.[2])
  return match && MEDIA_SIZES.some((known) => known === size) ? { hash: match[1] as string, size } : null
}

/** A stored picture as pages show it: its real proportions and ready-made widths. */
export interface PictureView {
  readonly url: string
  readonly width: number
  readonly height: number
  readonly alt: string
  readonly sources: readonly { url: string; width: number }[]
}

export function pictureOf(media: { hash: string; width: number; height: number; alt: string }): PictureView {
  const sizes = sizesFor(media.width)
  const usual = sizes.filter((size) => size <= 800).at(-1) ?? MEDIA_SIZES[0]
  return {
    url: mediaUrl(media.hash, usual),
    width: media.width,
    height: media.height,
    alt: media.alt,
    sources: sizes.map((size) => ({ url: mediaUrl(media.hash, size), width: Math.min(size, media.width) })),
  }
}
