import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { plugins } from '@mamapu/core'
import type { FastifyInstance } from 'fastify'
import { buildWeb, openProduct, type Product } from './compose.js'
import { readConfig } from './config.js'

interface Teardown {
  teardown(work: () => unknown): void
}

/** For tests: the whole product as one process composes it, over an external database, listening on a free port. */
export interface TestProduct {
  readonly product: Product
  readonly server: FastifyInstance
  readonly port: number
  /** What of the routes' schemas cannot be compiled. */
  oddSchemas(): Promise<readonly string[]>
}

/** `databaseUrl` is the migrating login of a database of the test's own; jobs do not run here. */
export async function serveProduct(
  t: Teardown,
  databaseUrl: string,
  registry?: plugins.PluginRegistry,
): Promise<TestProduct> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mamapu-product-'))
  const config = readConfig({
    ROLE: 'web',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    DEMO: '0',
    LOG_LEVEL: 'silent',
    SECRET_KEY: randomBytes(32).toString('base64'),
  })
  const product = await openProduct(config, () => {}, registry ? { registry } : {})
  const server = await buildWeb(product)
  await server.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(async () => {
    await server.close()
    await product.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    product,
    server,
    port: (server.server.address() as AddressInfo).port,
    oddSchemas: () => server.compileSchemas(),
  }
}
