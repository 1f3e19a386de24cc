import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { later } from '@mamapu/kernel'
import { freePort } from '../free-port.js'
import { buildWeb, openProduct, type Product, runJobs } from '../product/compose.js'
import { readConfig } from '../product/config.js'

interface Teardown {
  teardown(work: () => unknown): void
}

/** The whole product, jobs too, in this process, with a clock that runs on and can be set. */
export interface MovedProduct extends Pick<Product, 'app' | 'clock' | 'directory'> {
  readonly port: number
  /** From here it runs on. */
  moveTo(at: Date): void
  /** Looks now for what that sweeper would find at its next turn. */
  sweep(name: string): Promise<void>
}

/** `databaseUrl` is the migrating login of a database of the test's own. */
export async function serveAt(t: Teardown, databaseUrl: string, at: Date): Promise<MovedProduct> {
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'mamapu-journey-'))
  const config = readConfig({
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    DEMO: '0',
    LOG_LEVEL: 'error',
    SECRET_KEY: randomBytes(32).toString('base64'),
  })
  const product = await openProduct(config, () => {})
  const { clock } = product
  const real = clock.now
  let ahead = 0
  const moveTo = (wanted: Date) => {
    ahead = wanted.getTime() - real().getTime()
  }
  clock.now = () => later(real(), ahead)
  moveTo(at)
  const server = await buildWeb(product)
  const worker = await runJobs(product)
  await server.listen({ host: '127.0.0.1', port })
  t.teardown(async () => {
    await server.close()
    await worker?.stop()
    await product.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const sweep = (name: string) => product.queue.send(`sweep.${name}`, randomUUID(), {})
  return { ...{ app: product.app, directory: product.directory, clock }, port, moveTo, sweep }
}
