import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.js'
import { readToken, sessionCookie, setCookieLine } from '../http/index.js'
import { endSession, principalOf, SESSION_MS, type StartedSession } from './accounts.js'

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Gives the browser its new session; one it had before ends, so that no planted or old token lives on. */
export async function giveStaff(
  app: App,
  { request, reply }: Exchange,
  session: StartedSession,
): Promise<void> {
  const cookie = sessionCookie(app.hosts, request.site.host, 'staff')
  const before = readToken(request.headers.cookie, cookie.name)
  const old = before && (await principalOf(app.db, before, { storeId: null, at: request.at }))
  if (old) await endSession(app.db, old.staffId, old.sessionHash)
  reply.header('set-cookie', setCookieLine(cookie, session.token, SESSION_MS / 1000))
  reply.header('cache-control', 'no-store')
}

/** Takes the browser's token away. */
export function forgetStaff(app: App, { request, reply }: Exchange): void {
  reply.header('set-cookie', setCookieLine(sessionCookie(app.hosts, request.site.host, 'staff'), '', 0))
}
