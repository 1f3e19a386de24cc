import { must } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.js'
import { type ShopperPrincipal, sessionCookie, setCookieLine } from '../http/index.js'
import { SHOPPER_SESSION_MS, type StartedShopper, startGuest } from './sessions.js'

/** The request's session; a guest's begins now when there is none, with its cookie on the reply. */
export async function ensureShopper(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ShopperPrincipal> {
  if (request.shopper) return request.shopper
  const store = must(request.store, 'shoppers exist on shop hosts only')
  const started = await startGuest(app.db, store, request.at)
  giveShopper(app, { request, reply }, started)
  return started.principal
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Makes a session that has just begun the request's, and gives the browser its token. */
export function giveShopper(app: App, { request, reply }: Exchange, started: StartedShopper): void {
  request.shopper = started.principal
  const cookie = sessionCookie(app.hosts, request.site.host, 'shop')
  reply.header('set-cookie', setCookieLine(cookie, started.token, SHOPPER_SESSION_MS / 1000))
}

/** Takes the browser's token away. */
export function forgetShopper(app: App, { request, reply }: Exchange): void {
  request.shopper = null
  reply.header('set-cookie', setCookieLine(sessionCookie(app.hosts, request.site.host, 'shop'), '', 0))
}
