import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { MINUTE, must } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, localeOf, NoBody, ProblemReply, RateLimiter, refuse } from '../http/index.js'
import { CUSTOMER_ERRORS } from './customer.errors.js'
import { writeName } from './customer.queries.js'
import { getCustomerView } from './customers.js'
import { writeBirthday } from './person.queries.js'
import { readBirthday } from './person.rules.js'
import { requestCode } from './phone-code.js'
import { logIn, logOut, type OnLogin, verifyPhone } from './sessions.js'
import { ensureShopper, forgetShopper, giveShopper } from './shopper-request.js'

const Phone = Type.String({ minLength: 5, maxLength: 30 })
const Code = Type.String({ pattern: '^[0-9]{6}$' })
const WithCode = Type.Object({ phone: Phone, code: Code }, { additionalProperties: false })
const Session = Type.Object({
  customerId: Type.Union([Type.String(), Type.Null()]),
  isPhoneVerified: Type.Boolean(),
  /** Null until something must be remembered. */
  csrf: Type.Union([Type.String(), Type.Null()]),
})
const answers = <T extends object>(schemas: T) => ({ ...schemas, default: ProblemReply })

/** Codes one address may ask for, and guesses it may make, whatever the phones. */
const CODES = { max: 20, windowMs: 60 * MINUTE }
const GUESSES = { max: 30, windowMs: 15 * MINUTE }

/** The shopper's session, signing in by phone, and who they are: `/api/store/v1`. */
export function shopperRoutes(app: App, onLogin: OnLogin): FastifyPluginAsyncTypebox {
  const limiter = new RateLimiter()
  const isFlooding = (request: FastifyRequest, reply: FastifyReply, what: 'code' | 'guess'): boolean => {
    const key = `${what}:${request.storeId}:${request.ip}`
    const wait = limiter.take(key, what === 'code' ? CODES : GUESSES, request.at)
    if (wait === 0) return false
    reply.header('retry-after', String(wait))
    refuse(request, reply, HTTP_ERRORS, 'TOO_MANY_REQUESTS', { data: { waitSeconds: wait } })
    return true
  }
  return async (server) => {
    server.get(
      '/session',
      {
        schema: { summary: '会话 The session of this browser', response: answers({ 200: Session }) },
        config: { audience: 'shopper' },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        return sessionOf(request)
      },
    )
    server.post(
      '/session',
      {
        schema: { summary: '开始会话 Begin a session', body: NoBody, response: answers({ 200: Session }) },
        config: { audience: 'shopper' },
      },
      async (request, reply) => {
        await ensureShopper(app, request, reply)
        return sessionOf(request)
      },
    )
    server.post(
      '/login/code',
      {
        schema: {
          summary: '发送验证码 Send a one-time code',
          body: Type.Object({ phone: Phone }, { additionalProperties: false }),
          response: answers({ 202: Type.Object({ resendSeconds: Type.Integer() }) }),
        },
        config: { audience: 'shopper' },
      },
      async (request, reply) => {
        if (isFlooding(request, reply, 'code')) return reply
        const store = must(request.store, 'a shop host has its shop')
        const result = await withTenant(app.db, store.storeId, (tx) =>
          requestCode(tx, store.keys, {
            phone: request.body.phone,
            at: request.at,
            locale: store.settings.locale,
          }),
        )
        if (result.sent) return reply.code(202).send({ resendSeconds: result.resendSeconds })
        if (result.reason === 'phone_malformed')
          return refuse(request, reply, CUSTOMER_ERRORS, 'PHONE_MALFORMED')
        const { waitSeconds } = result
        reply.header('retry-after', String(waitSeconds))
        const code = result.reason === 'too_many' ? 'CODE_TOO_MANY' : 'CODE_TOO_SOON'
        return refuse(request, reply, CUSTOMER_ERRORS, code, { data: { waitSeconds } })
      },
    )
    server.post(
      '/login',
      {
        schema: { summary: '手机登录 Sign in by phone', body: WithCode, response: answers({ 200: Session }) },
        config: { audience: 'shopper' },
      },
      async (request, reply) => {
        if (isFlooding(request, reply, 'guess')) return reply
        const store = must(request.store, 'a shop host has its shop')
        const result = await withTenant(app.db, store.storeId, (tx) =>
          logIn(tx, store, { ...request.body, guest: request.shopper, at: request.at }, onLogin),
        )
        if (!result.loggedIn) return refuse(request, reply, CUSTOMER_ERRORS, 'CODE_WRONG')
        giveShopper(app, { request, reply }, result.session)
        return sessionOf(request)
      },
    )
    server.post(
      '/verify-phone',
      {
        schema: {
          summary: '验证手机号 Verify a guest’s phone',
          body: WithCode,
          response: answers({ 200: Session }),
        },
        config: { audience: 'shopper' },
      },
      async (request, reply) => {
        if (isFlooding(request, reply, 'guess')) return reply
        const store = must(request.store, 'a shop host has its shop')
        const shopper = await ensureShopper(app, request, reply)
        const verified = await withTenant(app.db, store.storeId, (tx) =>
          verifyPhone(tx, store, { ...request.body, shopper, at: request.at }),
        )
        if (!verified) return refuse(request, reply, CUSTOMER_ERRORS, 'CODE_WRONG')
        request.shopper = { ...shopper, ...verified }
        return sessionOf(request)
      },
    )
    server.post(
      '/logout',
      {
        schema: { summary: '退出 Sign out', body: NoBody, response: answers({ 204: Type.Null() }) },
        config: { audience: 'shopper' },
      },
      async (request, reply) => {
        const { shopper, storeId } = request
        if (shopper) await withTenant(app.db, must(storeId, 'shop'), (tx) => logOut(tx, shopper))
        forgetShopper(app, { request, reply })
        return reply.code(204).send(null)
      },
    )
    server.register(meRoutes(app))
  }
}

function sessionOf({ shopper }: FastifyRequest) {
  return {
    customerId: shopper?.customerId ?? null,
    isPhoneVerified: (shopper?.verifiedPhoneHash ?? null) !== null,
    csrf: shopper?.csrf ?? null,
  }
}

function meRoutes(app: App): FastifyPluginAsyncTypebox {
  const Me = Type.Object({
    customerId: Type.String(),
    name: Type.String(),
    level: Type.String(),
    levelTitle: Type.String(),
    growth: Type.Integer(),
    points: Type.Integer(),
    birthday: Type.Union([Type.String(), Type.Null()]),
    phoneMasked: Type.String(),
  })
  const readMe = (request: FastifyRequest) => {
    const store = must(request.store, 'a shop host has its shop')
    const id = request.shopper?.customerId ?? null
    return id && withTenant(app.db, store.storeId, (tx) => getCustomerView(tx, store.keys, id))
  }
  return async (server) => {
    server.get(
      '/me',
      {
        schema: { summary: '我的资料 Who I am', response: answers({ 200: Me }) },
        config: { audience: 'shopper' },
      },
      async (request, reply) => {
        const me = await readMe(request)
        if (!me) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const { id: customerId, name, level, growth, points, birthday, phoneMasked } = me
        const words = localeOf(request) === 'en' ? me.levelTitleEn : me.levelTitle
        return { customerId, name, level, levelTitle: words, growth, points, birthday, phoneMasked }
      },
    )
    server.patch(
      '/me',
      {
        schema: {
          summary: '修改称呼和生日 Change my name and birthday',
          body: Type.Object(
            {
              name: Type.Optional(Type.String({ maxLength: 60 })),
              birthday: Type.Optional(
                Type.Union([Type.String({ pattern: '^[0-9]{2}-[0-9]{2}$' }), Type.Null()]),
              ),
            },
            { additionalProperties: false },
          ),
          response: answers({ 204: Type.Null() }),
        },
        config: { audience: 'shopper' },
      },
      async (request, reply) => {
        const id = request.shopper?.customerId
        if (!id) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const { name, birthday } = request.body
        const day = birthday === undefined || birthday === null ? null : readBirthday(birthday)
        if (day === null && typeof birthday === 'string')
          return refuse(request, reply, CUSTOMER_ERRORS, 'BIRTHDAY_INVALID')
        await withTenant(app.db, must(request.storeId, 'shop'), async (tx) => {
          if (name !== undefined) await writeName(tx, id, name)
          if (birthday !== undefined) await writeBirthday(tx, id, day)
        })
        return reply.code(204).send(null)
      },
    )
  }
}
