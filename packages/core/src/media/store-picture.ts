import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { withTenant } from '@mamapu/db'
import { newId, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { type EncodedPicture, type EncodeObstacle, encodePicture } from './encode-picture.js'
import { countMediaOfShop, findMediaByHash, insertMedia, type Media } from './media.queries.js'
import { isLyingType, MEDIA_OF_SHOP_MAX, type PictureKind, pictureKind } from './media.rules.js'
import { LocalMediaStorage, type MediaStorage, type StoredFile, TemporaryFiles } from './media-storage.js'

export type StorePictureResult =
  | { readonly stored: true; readonly media: Media }
  | { readonly stored: false; readonly reason: PictureObstacle }

export type PictureObstacle = EncodeObstacle | 'MEDIA_NOT_A_PICTURE' | 'MEDIA_TYPE_LIES' | 'MEDIA_TOO_MANY'

/** Raised when pictures are made differently, so that old files are not taken for new ones. */
const RECIPE = 'mamapu-1:'

interface Places {
  readonly storage: MediaStorage
  readonly temporary: TemporaryFiles
}

const places = new WeakMap<App, Places>()

/** Where this process keeps pictures and files on their way in. */
export function placesOf(app: App): Places {
  let known = places.get(app)
  if (!known) {
    known = {
      storage: new LocalMediaStorage(app.dataDir),
      temporary: new TemporaryFiles(app.dataDir, app.clock),
    }
    places.set(app, known)
  }
  return known
}

/** A picture made ready for keeping: no shop's yet, so that several shops may keep the same one. */
export interface ReadyPicture {
  /** Names the picture by what was handed in and how it was made. */
  readonly hash: string
  readonly width: number
  readonly height: number
  readonly files: EncodedPicture['files']
}

interface PictureFile {
  readonly path: string
  readonly declaredType: string | null
}

/** Decodes a file by what it is and encodes it anew in every size, for `keepPicture`. Nothing is kept. */
export async function readyPicture({
  path,
  declaredType,
}: PictureFile): Promise<ReadyPicture | PictureObstacle> {
  const kind = await kindOf(path, declaredType)
  if (isObstacle(kind)) return kind
  const hash = await hashOf(path)
  const picture = await encodePicture(path, kind)
  return typeof picture === 'string' ? picture : { hash, ...picture }
}

/**
 * Keeps a picture for a shop: the files are there before the row is; the same picture again is the same row. Files that
 * were encoded once may be kept for any number of shops, each of which has its own.
 */
export async function keepPicture(
  app: App,
  storeId: StoreId,
  picture: ReadyPicture,
  { alt = '', at }: { alt?: string; at: Date },
): Promise<StorePictureResult> {
  const known = await findKept(app, storeId, picture.hash)
  return known ?? keep(app, storeId, picture, { alt, at })
}

/**
 * Keeps the picture in a file for a shop: by what it is, decoded and encoded anew, named by its content. The same
 * picture again is the same row and is not encoded again. The original is never kept or served.
 */
export async function storePicture(
  app: App,
  storeId: StoreId,
  file: PictureFile & { alt?: string; at: Date },
): Promise<StorePictureResult> {
  const kind = await kindOf(file.path, file.declaredType)
  if (isObstacle(kind)) return { stored: false, reason: kind }
  const hash = await hashOf(file.path)
  const known = await findKept(app, storeId, hash)
  if (known) return known
  const picture = await encodePicture(file.path, kind)
  if (typeof picture === 'string') return { stored: false, reason: picture }
  return keep(app, storeId, { hash, ...picture }, { alt: file.alt ?? '', at: file.at })
}

type NotAPicture = 'MEDIA_NOT_A_PICTURE' | 'MEDIA_TYPE_LIES'

async function kindOf(path: string, declaredType: string | null): Promise<PictureKind | NotAPicture> {
  const kind = pictureKind(await headOf(path))
  if (!kind) return 'MEDIA_NOT_A_PICTURE'
  return isLyingType(declaredType, kind) ? 'MEDIA_TYPE_LIES' : kind
}

const isObstacle = (kind: PictureKind | NotAPicture): kind is NotAPicture => kind.startsWith('MEDIA_')

/** What this shop has under that name, or that it has no room for more; null when it may be kept. */
async function findKept(app: App, storeId: StoreId, hash: string): Promise<StorePictureResult | null> {
  const known = await withTenant(app.db, storeId, async (tx) => ({
    media: await findMediaByHash(tx, hash),
    count: await countMediaOfShop(tx),
  }))
  if (known.media) return { stored: true, media: known.media }
  return known.count >= MEDIA_OF_SHOP_MAX ? { stored: false, reason: 'MEDIA_TOO_MANY' } : null
}

async function keep(
  app: App,
  storeId: StoreId,
  { hash, width, height, files }: ReadyPicture,
  { alt, at }: { alt: string; at: Date },
): Promise<StorePictureResult> {
  const { storage } = placesOf(app)
  for (const { size, data } of files) await storage.put(storeId, hash, size, data)
  const media = {
    id: newId('med', at),
    hash,
    width,
    height,
    bytes: files.reduce((sum, { data }) => sum + data.length, 0),
    alt: [...alt.trim()].slice(0, 200).join(''),
    createdAt: at,
  }
  return { stored: true, media: await withTenant(app.db, storeId, (tx) => insertMedia(tx, media)) }
}

/** Keeps what a shopper sent with a case, made ready before: named by its content, not among the shop's own pictures. */
export async function keepApart(
  app: App,
  storeId: StoreId,
  pictures: readonly ReadyPicture[],
): Promise<void> {
  const { storage } = placesOf(app)
  for (const { hash, files } of pictures)
    for (const { size, data } of files) await storage.put(storeId, hash, size, data)
}

/** One size of a picture of this very shop; null for everything else. */
export function openMedia(
  app: App,
  storeId: StoreId,
  hash: string,
  size: number,
): Promise<StoredFile | null> {
  return placesOf(app).storage.open(storeId, hash, size)
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const head = Buffer.alloc(16)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256').update(RECIPE)
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
