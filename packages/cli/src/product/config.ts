import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Hosts } from '@mamapu/core'
import { OutsideError } from '@mamapu/kernel'
import { workspaceRoot } from '../workspace.js'

export type Role = 'all' | 'web' | 'worker'

/** Everything the environment says, read once. */
export interface Config {
  readonly role: Role
  readonly port: number
  readonly dataDir: string
  readonly hosts: Hosts
  readonly secret: Buffer
  readonly databaseUrl: string | null
  readonly roleUrls: { readonly app?: string; readonly queue?: string; readonly sweep?: string }
  readonly redisUrl: string | null
  /** Demo shops at the first start: unless `DEMO=0`; in production only with `DEMO=1`. */
  readonly demo: boolean
  readonly isProduction: boolean
  /** The sandbox that pays nobody is offered to shops as a way to pay people out: in production only with `DEMO=1`. */
  readonly hasPayoutSandbox: boolean
  /** The sandbox cashier is offered to shops without an account: in production only with `DEMO=1` or `PAYMENT_SANDBOX=1`. */
  readonly hasPaymentSandbox: boolean
  readonly trustProxy: readonly string[]
  readonly metricsToken: string | undefined
  readonly logLevel: string
  /** Memory for rendered pages; null leaves it to the server, 0 renders every page anew. */
  readonly pageCacheBytes: number | null
}

const refuse = (message: string) => new OutsideError('CONFIG_INVALID', message)

/** Reads the environment. Throws CONFIG_INVALID saying which variable to mend and how. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const dataDir = resolve(env.DATA_DIR ?? join(workspaceRoot, '.data'))
  const port = Number(env.PORT ?? 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw refuse(`PORT 要在 1 到 65535 之间 · PORT must be 1 to 65535: ${env.PORT}`)
  const role = env.ROLE ?? 'all'
  if (role !== 'all' && role !== 'web' && role !== 'worker')
    throw refuse(`ROLE 只能是 all、web 或 worker · ROLE must be all, web or worker: ${role}`)
  const base = env.BASE_HOST ?? `localhost:${port}`
  const isProduction = env.NODE_ENV === 'production'
  return {
    role,
    port,
    dataDir,
    hosts: {
      base,
      shop: env.SHOP_HOST ?? base,
      protocol: env.PUBLIC_PROTOCOL === 'https' ? 'https' : 'http',
      internal: env.INTERNAL_URL ?? `http://127.0.0.1:${port}`,
    },
    secret: readSecret(env.SECRET_KEY, dataDir),
    databaseUrl: env.DATABASE_URL ?? null,
    roleUrls: {
      ...(env.DATABASE_APP_URL ? { app: env.DATABASE_APP_URL } : {}),
      ...(env.DATABASE_QUEUE_URL ? { queue: env.DATABASE_QUEUE_URL } : {}),
      ...(env.DATABASE_SWEEP_URL ? { sweep: env.DATABASE_SWEEP_URL } : {}),
    },
    redisUrl: env.REDIS_URL ?? null,
    demo: isProduction ? env.DEMO === '1' : env.DEMO !== '0',
    isProduction,
    hasPayoutSandbox: !isProduction || env.DEMO === '1',
    hasPaymentSandbox: !isProduction || env.DEMO === '1' || env.PAYMENT_SANDBOX === '1',
    trustProxy: (env.TRUST_PROXY ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
    metricsToken: env.METRICS_TOKEN,
    logLevel: env.LOG_LEVEL ?? 'warn',
    pageCacheBytes: readPageCache(env.PAGE_CACHE_MB),
  }
}

function readPageCache(given: string | undefined): number | null {
  if (given === undefined) return null
  if (!/^\d{1,5}$/.test(given))
    throw refuse(`PAGE_CACHE_MB 要是整数（兆字节）· PAGE_CACHE_MB must be whole megabytes: ${given}`)
  return Number(given) * 1024 * 1024
}

/** From the environment, or made once on a single machine and kept where only its owner can read it. */
function readSecret(given: string | undefined, dataDir: string): Buffer {
  if (given !== undefined) {
    const secret = Buffer.from(given, 'base64')
    if (secret.length < 32)
      throw refuse('SECRET_KEY 至少要 32 字节(base64)· SECRET_KEY needs at least 32 bytes in base64')
    return secret
  }
  const file = join(dataDir, 'secret')
  mkdirSync(dataDir, { recursive: true })
  try {
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return Buffer.from(readFileSync(file, 'utf8'), 'base64')
}
