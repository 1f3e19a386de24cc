import type { Route } from '@mamapu/plugin-sdk'
import type { FastifyRequest } from 'fastify'
import { RateLimiter } from '../http/index.js'
import type { LoadedPlugin } from './registry.js'

const limiter = new RateLimiter()
const MINUTE_MS = 60_000

/** Counts a shopper's request of a route that says a rate; 0 when it may go on, else the seconds until it may. */
export function waitOf({ id }: LoadedPlugin, route: Route, request: FastifyRequest): number {
  if (!route.rate) return 0
  const who = request.shopper?.customerId ?? request.ip
  const key = `${request.storeId}:${id}:${route.method} ${route.path}:${who}`
  return limiter.take(key, { max: route.rate.max, windowMs: route.rate.minutes * MINUTE_MS }, request.at)
}
