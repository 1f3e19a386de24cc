import { type App, http, type stores } from '@mamapu/core'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

interface MetricsOptions {
  readonly app: App
  readonly directory: stores.StoreDirectory
  /** Bearer token for scrapers on other machines; without one only this machine may look. */
  readonly token: string | undefined
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const SLOW_MS = 1000

/** `/metrics` for Prometheus: latency by route, event-loop lag, memory, stores held; and a log line for what matters. */
export function measure(server: FastifyInstance, { app, directory, token }: MetricsOptions): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const latency = new Histogram({
    name: 'mamapu_http_request_seconds',
    help: 'Time from arrival to the last byte, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  new Gauge({
    name: 'mamapu_stores_loaded',
    help: 'Store snapshots held in memory',
    registers: [registry],
    collect() {
      this.set(directory.size)
    },
  })
  server.addHook('onResponse', (request, reply, done) => {
    const { elapsedTime, statusCode } = reply
    const route = request.routeOptions.url ?? 'none'
    const status = `${Math.trunc(statusCode / 100)}xx`
    latency.observe({ method: request.method, route, status }, elapsedTime / 1000)
    const facts = {
      method: request.method,
      route,
      status: statusCode,
      ms: Math.round(elapsedTime),
      tenant: request.storeId,
      reqId: request.id,
    }
    if (elapsedTime > SLOW_MS) app.log.warn(facts, 'a slow request')
    else if (request.method === 'GET' && statusCode < 400) app.log.debug(facts, 'answered')
    else app.log.info(facts, 'answered')
    done()
  })
  server.get(
    '/metrics',
    { schema: { hide: true }, config: { audience: 'public', anyHost: true } },
    async (request, reply) => {
      const isLocal =
        LOOPBACK.has(request.raw.socket.remoteAddress ?? '') && !request.headers['x-forwarded-for']
      const isAllowed = token ? request.headers.authorization === `Bearer ${token}` : isLocal
      if (!isAllowed || request.site.kind === 'shop')
        return http.refuse(request, reply, http.HTTP_ERRORS, 'NOT_FOUND')
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
  server.addHook('onClose', (_, done) => {
    registry.clear()
    done()
  })
}
