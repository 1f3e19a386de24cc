import type { App } from '@mamapu/core'
import type { FastifyInstance } from 'fastify'
import { plainError } from './problems.js'

/** One thing this process needs; resolves with a word about it, rejects when it is not there. */
export interface ReadinessCheck {
  readonly name: string
  check(): Promise<string>
}

interface HealthOptions {
  readonly app: App
  readonly checks: readonly ReadinessCheck[]
  /** What an operator should know though nothing is wrong, e.g. that the embedded server is for trying out. */
  readonly notes: readonly string[]
}

const PATIENCE_MS = 1500

/** `/healthz`: the process answers. `/readyz`: what it stands on answers too, with details for the operator. */
export function tellHealth(server: FastifyInstance, { app, checks, notes }: HealthOptions): void {
  const config = { audience: 'public', anyHost: true } as const
  const schema = { hide: true }
  server.get('/healthz', { schema, config }, async (_, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  )
  server.get('/readyz', { schema, config }, async (_, reply) => {
    const results = await Promise.all(checks.map((check) => outcomeOf(check)))
    const isReady = results.every((result) => result.ok)
    if (!isReady) app.log.warn({ results }, 'not ready')
    return reply
      .code(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: isReady ? 'ready' : 'not_ready', checks: results, notes })
  })
}

interface Outcome {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

async function outcomeOf({ name, check }: ReadinessCheck): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS)
  })
  try {
    return { name, ok: true, detail: await Promise.race([check(), patience]) }
  } catch (error) {
    const { code } = plainError(error)
    return { name, ok: false, detail: typeof code === 'string' ? code : 'no answer' }
  } finally {
    clearTimeout(timer)
  }
}

/** The database answers on a connection of the role app. */
export function databaseCheck(app: App): ReadinessCheck {
  return {
    name: 'database',
    async check() {
      const [row] = await app.db.sql<
        { version: string }[]
      >`select current_setting('server_version') as version`
      return `PostgreSQL ${row?.version ?? ''}`
    },
  }
}
