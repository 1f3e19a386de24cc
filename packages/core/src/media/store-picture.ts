import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { withTenant } from '@mamapu/db'
import { newId, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { type EncodeObstacle, encodePicture } from './encode-picture.js'
import { countMediaOfShop, findMediaByHash, insertMedia, type Media } from './media.queries.js'
import { isLyingType, MEDIA_OF_SHOP_MAX, pictureKind } from './media.rules.js'
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

/**
 * Keeps the picture in a file for a shop: by what it is, decoded and encoded anew, named by its content. The files are
 * there before the row is; the same picture again is the same row. The original is never kept or served.
 */
export async function storePicture(
  app: App,
  storeId: StoreId,
  file: { path: string; declaredType: string | null; alt?: string; at: Date },
): Promise<StorePictureResult> {
  const kind = pictureKind(await headOf(file.path))
  if (!kind) return { stored: false, reason: 'MEDIA_NOT_A_PICTURE' }
  if (isLyingType(file.declaredType, kind)) return { stored: false, reason: 'MEDIA_TYPE_LIES' }
  const hash = await hashOf(file.path)
  const known = await withTenant(app.db, storeId, async (tx) => ({
    media: await findMediaByHash(tx, hash),
    count: await countMediaOfShop(tx),
  }))
  if (known.media) return { stored: true, media: known.media }
  if (known.count >= MEDIA_OF_SHOP_MAX) return { stored: false, reason: 'MEDIA_TOO_MANY' }

  const picture = await encodePicture(file.path, kind)
  if (typeof picture === 'string') return { stored: false, reason: picture }
  const { storage } = placesOf(app)
  for (const { size, data } of picture.files) await storage.put(storeId, hash, size, data)
  const media = {
    id: newId('med', file.at),
    hash,
    width: picture.width,
    height: picture.height,
    bytes: picture.files.reduce((sum, { data }) => sum + data.length, 0),
    alt: [...(file.alt ?? '').trim()].slice(0, 200).join(''),
    createdAt: file.at,
  }
  return { stored: true, media: await withTenant(app.db, storeId, (tx) => insertMedia(tx, media)) }
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
