import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbedded } from '@mamapu/db'
import postgres from 'postgres'
import { freePort } from '../free-port.js'
import { openProduct, type Product } from '../product/compose.js'
import { readConfig } from '../product/config.js'
import { type LimitShape, makeLimitTables } from './limits-schema.js'
import { expect } from './load.js'
import { type Server, startDev, startLimits, startProduct } from './processes.js'
import { openTown, type Town } from './shops.js'
import { askOnce } from './wire.js'

/** A whole installation for one run of the bench, with data of its own, gone when it is closed. */
export class Site {
  readonly #dir: string
  readonly #database: EmbeddedPostgres
  readonly town: Town
  #product: Promise<Server> | null = null
  #uncached: Promise<Server> | null = null
  #limits: Promise<Server> | null = null

  private constructor(dir: string, database: EmbeddedPostgres, town: Town) {
    this.#dir = dir
    this.#database = database
    this.town = town
  }

  static async open(say: (line: string) => void): Promise<Site> {
    const dir = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'mamapu-bench-'))
    const database = await startEmbedded({ dataDir: join(dir, 'pg'), log: say })
    try {
      return new Site(dir, database, await seed(dir, database.url))
    } catch (error) {
      await database.stop()
      remove(dir)
      throw error
    }
  }

  /** One web process as it is run by `npm start`. */
  product(): Promise<Server> {
    this.#product ??= this.startProduct({})
    return this.#product
  }

  /** The same, but it renders every page anew. */
  uncached(): Promise<Server> {
    this.#uncached ??= this.startProduct({ PAGE_CACHE_MB: '0' })
    return this.#uncached
  }

  /** What ours is compared with. */
  limits(): Promise<Server> {
    this.#limits ??= this.#prepareLimits()
    return this.#limits
  }

  /** The migrating login of the installation's database. */
  get databaseUrl(): string {
    return this.#database.url
  }

  /** What a merchant would do, done in this process. */
  inside<T>(work: (product: Product) => Promise<T>): Promise<T> {
    return inProduct(this.#dir, this.#database.url, work)
  }

  async startProduct(env: NodeJS.ProcessEnv): Promise<Server> {
    return startProduct(await freePort(), { ...this.#env, ROLE: 'web', ...env })
  }

  /** With its jobs, as developers have it. */
  async startDev(): Promise<Server> {
    return startDev(await freePort(), this.#env)
  }

  get #env(): NodeJS.ProcessEnv {
    return { DATA_DIR: this.#dir, DATABASE_URL: this.#database.url, DEMO: '0' }
  }

  async startLimits(env: NodeJS.ProcessEnv): Promise<Server> {
    return startLimits(await freePort(), { DATABASE_URL: this.#database.url, ...env })
  }

  async #prepareLimits(): Promise<Server> {
    const shape = await this.#shape()
    await makeLimitTables(this.#database.url, shape)
    const file = join(this.#dir, 'shape.json')
    writeFileSync(file, JSON.stringify(shape))
    return this.startLimits({ BENCH_LIMIT_SHAPE: file })
  }

  async #shape(): Promise<LimitShape> {
    const { port } = await this.product()
    const host = this.hostOf('bench-big', port)
    const read = async (path: string) => {
      const reply = await askOnce(port, { host, path })
      expect(reply.status === 200, path, reply)
      return reply.body.toString()
    }
    return {
      productPage: await read('/p/p-0'),
      listPage: await read('/c/c-0'),
      productJson: await read('/api/store/v1/products/p-0'),
      listJson: await read('/api/store/v1/products?category=c-0&limit=20'),
    }
  }

  hostOf(slug: string, port: number): string {
    return `${slug}.localhost:${port}`
  }

  /** What the server's own housekeeping does in the course of a day. */
  analyse(): Promise<void> {
    return analyse(this.#database.url)
  }

  async close(): Promise<void> {
    await this.#database.stop()
    remove(this.#dir)
  }
}

/** The data folder, and the cluster where it had to be kept elsewhere. */
function remove(dir: string): void {
  const pointer = join(dir, 'pg', 'cluster-at')
  if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true })
  rmSync(dir, { recursive: true, force: true })
}

async function seed(dir: string, databaseUrl: string): Promise<Town> {
  const town = await inProduct(dir, databaseUrl, openTown)
  await analyse(databaseUrl)
  return town
}

/** Work through the use cases of a product of this installation, in this process. */
async function inProduct<T>(
  dir: string,
  databaseUrl: string,
  work: (product: Product) => Promise<T>,
): Promise<T> {
  const env = { DATA_DIR: dir, DATABASE_URL: databaseUrl, DEMO: '0', ROLE: 'web', LOG_LEVEL: 'error' }
  const product = await openProduct(readConfig(env), () => {})
  try {
    return await work(product)
  } finally {
    await product.close()
  }
}

async function analyse(databaseUrl: string): Promise<void> {
  const admin = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe('vacuum analyze')
  await admin.end({ timeout: 5 })
}
