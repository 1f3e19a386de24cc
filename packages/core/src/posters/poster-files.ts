import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { type StoreId, uuidOf } from '@mamapu/kernel'
import type { App } from '../app.js'

// Files below `<dataDir>/posters/<store>/`, named by what they were drawn from.

function pathOf({ dataDir }: App, storeId: StoreId, key: string): string {
  return join(dataDir, 'posters', uuidOf(storeId), key.slice(0, 2), `${key}.png`)
}

/** Keeps a drawn poster; it is there whole or not at all. */
export async function putPoster(app: App, storeId: StoreId, key: string, png: Buffer): Promise<void> {
  const path = pathOf(app, storeId, key)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(temporary, png, { mode: 0o600, flush: true })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** A poster of this very shop; null for everything else. */
export async function openPoster(
  app: App,
  storeId: StoreId,
  key: string,
): Promise<{ readonly stream: Readable; readonly bytes: number } | null> {
  try {
    const file = await open(pathOf(app, storeId, key), 'r')
    const { size: bytes } = await file.stat()
    return { stream: file.createReadStream(), bytes }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

export async function removePoster(app: App, storeId: StoreId, key: string): Promise<void> {
  await rm(pathOf(app, storeId, key), { force: true })
}
