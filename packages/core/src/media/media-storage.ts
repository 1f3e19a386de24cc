import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { assert, type Clock, type StoreId, uuidOf } from '@mamapu/kernel'
import { isMediaHash, MEDIA_SIZES } from './media.rules.js'

export interface StoredFile {
  readonly stream: Readable
  readonly bytes: number
}

/**
 * Where pictures are kept, named by store, content and size: nothing else leads to a file. What is kept stays: the same bytes may be a
 * picture of the shop and a shopper's proof in a case.
 */
export interface MediaStorage {
  /** Keeps a file; it is there whole or not at all. The same name again is the same content. */
  put(storeId: StoreId, hash: string, size: number, data: Buffer): Promise<void>
  /** The file of this store, or null. */
  open(storeId: StoreId, hash: string, size: number): Promise<StoredFile | null>
}

/** Files below `<dataDir>/media/<store>/`. */
export class LocalMediaStorage implements MediaStorage {
  readonly #root: string

  constructor(dataDir: string) {
    this.#root = join(dataDir, 'media')
  }

  #path(storeId: StoreId, hash: string, size: number): string {
    assert(isMediaHash(hash) && MEDIA_SIZES.some((known) => known === size), 'not a stored picture')
    return join(this.#root, uuidOf(storeId), hash.slice(0, 2), `${hash}-${size}.webp`)
  }

  async put(storeId: StoreId, hash: string, size: number, data: Buffer): Promise<void> {
    const path = this.#path(storeId, hash, size)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const temporary = `${path}.${randomBytes(6).toString('hex')}`
    try {
      await writeFile(temporary, data, { mode: 0o600, flush: true })
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  async open(storeId: StoreId, hash: string, size: number): Promise<StoredFile | null> {
    try {
      const file = await open(this.#path(storeId, hash, size), 'r')
      const { size: bytes } = await file.stat()
      return { stream: file.createReadStream(), bytes }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }
}

const STALE_MS = 60 * 60 * 1000
const STALE_MAX = 1000

/** A folder for files on their way in; what a killed process left there an hour ago is removed. */
export class TemporaryFiles {
  readonly #dir: string
  readonly #clock: Clock
  #ready: Promise<void> | undefined

  constructor(dataDir: string, clock: Clock) {
    this.#dir = join(dataDir, 'uploads')
    this.#clock = clock
  }

  /** Runs `work` with the path of a new file and removes that file whatever happens. */
  async use<T>(work: (path: string) => Promise<T>): Promise<T> {
    this.#ready ??= this.#prepare()
    await this.#ready
    const path = join(this.#dir, randomBytes(12).toString('hex'))
    try {
      return await work(path)
    } finally {
      await rm(path, { force: true })
    }
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 })
    const now = this.#clock.now().getTime()
    for (const name of (await readdir(this.#dir)).slice(0, STALE_MAX)) {
      const path = join(this.#dir, name)
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
      if (now - mtimeMs > STALE_MS) await rm(path, { force: true })
    }
  }
}
