import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { MINUTE, must } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, Instant, NoBody, ProblemReply, RateLimiter, refuse } from '../http/index.js'
import { changePassword, endSession, type SignUpResult, signIn, signUp, startSession } from './accounts.js'
import { STAFF_ERRORS } from './staff.errors.js'
import { findIdentity, listSessions } from './staff.queries.js'
import type { PasswordObstacle } from './staff.rules.js'
import { forgetStaff, giveStaff } from './staff-request.js'

const Login = Type.String({ minLength: 3, maxLength: 120 })
const Password = Type.String({ minLength: 1, maxLength: 512 })
const SignedIn = Type.Object({ staffId: Type.String(), csrf: Type.String(), expiresAt: Instant })
const Nothing = Type.Null()
const answers = <T extends object>(schemas: T) => ({ ...schemas, default: ProblemReply })

const SIGN_INS = { max: 20, windowMs: 15 * MINUTE }
const SIGN_UPS = { max: 20, windowMs: 60 * MINUTE }

const PASSWORD_CODES = {
  password_too_short: 'PASSWORD_TOO_SHORT',
  password_too_long: 'PASSWORD_TOO_LONG',
  password_too_common: 'PASSWORD_TOO_COMMON',
} as const satisfies Record<PasswordObstacle, keyof typeof STAFF_ERRORS>

const SIGN_UP_CODES = {
  ...PASSWORD_CODES,
  login_malformed: 'LOGIN_MALFORMED',
  login_taken: 'LOGIN_TAKEN',
} as const satisfies Record<Extract<SignUpResult, { signedUp: false }>['reason'], keyof typeof STAFF_ERRORS>

/** Signing up, in and out, one's own sessions and password: `/api/platform/v1`. */
export function accountRoutes(app: App): FastifyPluginAsyncTypebox {
  const limiter = new RateLimiter()

  /** Answers 429 and returns true when this address has used its share. */
  const isFlooding = (request: FastifyRequest, reply: FastifyReply, what: 'in' | 'up'): boolean => {
    const wait = limiter.take(`${what}:${request.ip}`, what === 'in' ? SIGN_INS : SIGN_UPS, request.at)
    if (wait === 0) return false
    reply.header('retry-after', String(wait))
    refuse(request, reply, HTTP_ERRORS, 'TOO_MANY_REQUESTS', { data: { waitSeconds: wait } })
    return true
  }

  return async (server) => {
    server.post(
      '/sign-up',
      {
        schema: {
          summary: '注册 Sign up',
          body: Type.Object(
            {
              login: Login,
              password: Password,
              name: Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }),
            },
            { additionalProperties: false },
          ),
          response: answers({ 201: SignedIn }),
        },
        config: { audience: 'public' },
      },
      async (request, reply) => {
        if (isFlooding(request, reply, 'up')) return reply
        const result = await signUp(app.db, { ...request.body, at: request.at })
        if (!result.signedUp) return refuse(request, reply, STAFF_ERRORS, SIGN_UP_CODES[result.reason])
        const session = await startSession(app.db, result.staffId, request.at)
        await giveStaff(app, { request, reply }, session)
        return reply.code(201).send(signedIn(session))
      },
    )
    server.post(
      '/sign-in',
      {
        schema: {
          summary: '登录 Sign in',
          body: Type.Object({ login: Login, password: Password }, { additionalProperties: false }),
          response: answers({ 200: SignedIn }),
        },
        config: { audience: 'public' },
      },
      async (request, reply) => {
        if (isFlooding(request, reply, 'in')) return reply
        const result = await signIn(app.db, { ...request.body, at: request.at })
        if (result.signedIn) {
          limiter.giveBack(`in:${request.ip}`)
          await giveStaff(app, { request, reply }, result.session)
          return signedIn(result.session)
        }
        if (result.reason === 'wrong_login') return refuse(request, reply, STAFF_ERRORS, 'WRONG_LOGIN')
        return locked(request, reply, result.waitSeconds)
      },
    )
    server.post(
      '/sign-out',
      {
        schema: { summary: '退出 Sign out', body: NoBody, response: answers({ 204: Nothing }) },
        config: { audience: 'staff' },
      },
      async (request, reply) => {
        const { staffId, sessionHash } = must(request.staff, 'staff')
        await endSession(app.db, staffId, sessionHash)
        forgetStaff(app, { request, reply })
        return reply.code(204).send(null)
      },
    )
    server.register(ownRoutes(app))
  }
}

/** What belongs to whoever is signed in. */
function ownRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/me',
      {
        schema: {
          summary: '我的账号 My account',
          response: answers({
            200: Type.Object({
              staffId: Type.String(),
              name: Type.String(),
              phone: Type.Union([Type.String(), Type.Null()]),
              email: Type.Union([Type.String(), Type.Null()]),
              isOperator: Type.Boolean(),
              csrf: Type.String(),
            }),
          }),
        },
        config: { audience: 'staff' },
      },
      async (request) => {
        const { staffId, csrf } = must(request.staff, 'staff')
        const identity = must(await findIdentity(app.db, staffId), 'a session has its identity')
        const { name, phone, email, isOperator } = identity
        return { staffId, name, phone, email, isOperator, csrf }
      },
    )
    server.get(
      '/sessions',
      {
        schema: {
          summary: '登录的设备 My sessions',
          response: answers({
            200: Type.Object({
              items: Type.Array(
                Type.Object({
                  id: Type.String(),
                  createdAt: Instant,
                  seenAt: Instant,
                  expiresAt: Instant,
                  isCurrent: Type.Boolean(),
                }),
              ),
            }),
          }),
        },
        config: { audience: 'staff' },
      },
      async (request) => {
        const { staffId, sessionHash } = must(request.staff, 'staff')
        const sessions = await listSessions(app.db, staffId, request.at)
        return {
          items: sessions.map((session) => ({
            id: session.id,
            createdAt: session.createdAt.toISOString(),
            seenAt: session.seenAt.toISOString(),
            expiresAt: session.expiresAt.toISOString(),
            isCurrent: session.id === sessionHash,
          })),
        }
      },
    )
    server.delete(
      '/sessions/:sessionId',
      {
        schema: {
          summary: '退出某个设备 End a session',
          params: Type.Object({ sessionId: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
          response: answers({ 204: Nothing }),
        },
        config: { audience: 'staff' },
      },
      async (request, reply) => {
        const { staffId } = must(request.staff, 'staff')
        const isEnded = await endSession(app.db, staffId, request.params.sessionId)
        return isEnded
          ? reply.code(204).send(null)
          : refuse(request, reply, STAFF_ERRORS, 'SESSION_NOT_FOUND')
      },
    )
    server.post(
      '/password',
      {
        schema: {
          summary: '修改密码 Change my password; ends every other session',
          body: Type.Object({ current: Password, wanted: Password }, { additionalProperties: false }),
          response: answers({ 204: Nothing }),
        },
        config: { audience: 'staff' },
      },
      async (request, reply) => {
        const result = await changePassword(app.db, must(request.staff, 'staff'), {
          ...request.body,
          at: request.at,
        })
        if (result.changed) return reply.code(204).send(null)
        if (result.reason === 'locked') return locked(request, reply, result.waitSeconds)
        const code = result.reason === 'wrong_password' ? 'WRONG_PASSWORD' : PASSWORD_CODES[result.reason]
        return refuse(request, reply, STAFF_ERRORS, code)
      },
    )
  }
}

function locked(request: FastifyRequest, reply: FastifyReply, waitSeconds: number): FastifyReply {
  reply.header('retry-after', String(waitSeconds))
  return refuse(request, reply, STAFF_ERRORS, 'SIGN_IN_LOCKED', { data: { waitSeconds } })
}

function signedIn(session: { staffId: string; csrf: string; expiresAt: Date }) {
  return { staffId: session.staffId, csrf: session.csrf, expiresAt: session.expiresAt.toISOString() }
}
