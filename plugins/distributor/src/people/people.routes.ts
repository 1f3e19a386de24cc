import { must } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { hooks } from '../distributor.settings.js'
import { maySell } from '../distributor.types.js'
import { PATHS } from '../paths.js'
import { leave } from './decide.js'
import { heirBy } from './heir.js'
import { join } from './join.js'
import { readCode } from './join.page.js'
import { findDistributor, lockByCustomer, writeAccepted, writeProfile } from './people.queries.js'
import { acceptTerms, termsHash } from './terms.js'

const { route } = hooks
const Nickname = Type.String({
  ...field('称呼', 'What to call you'),
  minLength: 1,
  maxLength: 20,
  pattern: '\\S',
})
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Done = Type.Object({ done: Type.Boolean() })

/** What a shopper and a distributor do for themselves. */
export const ownRoutes = [
  route({
    audience: 'shopper',
    method: 'GET',
    path: '/me',
    summary: 'Whether one is a distributor, with code and level',
    reply: Type.Object({
      state: Type.String(),
      code: Type.String(),
      level: Type.String(),
      nickname: Type.String(),
    }),
    signedIn: true,
    async handle({ tx, customer }) {
      const me = await findDistributor(tx, must(customer, 'signed in').id)
      const { state = 'none', code = '', level = '', nickname = '' } = me ?? {}
      return { body: { state, code: maySell(me?.state ?? 'left') ? code : '', level, nickname } }
    },
  }),
  route({
    audience: 'shopper',
    method: 'POST',
    path: '/apply',
    summary: 'Ask to become a distributor; free, always',
    body: Type.Object(
      {
        nickname: Nickname,
        about: Type.Optional(Type.String({ ...field('介绍一下自己', 'About you'), maxLength: 200 })),
        code: Type.Optional(Type.String({ ...field('邀请码', 'Invitation code'), maxLength: 20 })),
        terms: Hash,
        agrees: Type.Boolean(),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({ state: Type.String() }),
    signedIn: true,
    rate: { max: 10, minutes: 60 },
    form: { next: PATHS.join, done: 'notice.applied' },
    async handle(ctx, { body }) {
      if (!body.agrees) return { refused: 'DISTRIBUTOR_TERMS_UNREAD' }
      const { nickname, about = '' } = body
      const { refusal } = await ctx.guard.check(
        { '/nickname': nickname, '/about': about },
        { place: 'recruit' },
      )
      if (refusal) return refusal
      const asked = (body.code ?? '').trim()
      const code = readCode(asked)
      if (asked !== '' && code === '') return { refused: 'DISTRIBUTOR_CODE_UNKNOWN' }
      const application = { nickname: nickname.trim(), about: about.trim(), code, terms: body.terms }
      const result = await join(ctx, must(ctx.customer, 'signed in').id, application)
      return result.joined ? { status: 201, body: { state: result.state } } : { refused: result.reason }
    },
  }),
  route({
    audience: 'shopper',
    method: 'POST',
    path: '/terms',
    summary: 'Accept the terms as they read now',
    body: Type.Object({ terms: Hash }, { additionalProperties: false }),
    reply: Done,
    signedIn: true,
    form: { next: PATHS.centre, done: 'notice.accepted' },
    async handle(ctx, { body }) {
      const { tx, at, settings } = ctx
      if (body.terms !== termsHash(settings.terms)) return { refused: 'DISTRIBUTOR_TERMS_CHANGED' }
      const version = await acceptTerms(ctx)
      return (await writeAccepted(tx, must(ctx.customer, 'signed in').id, { version, at }))
        ? { body: { done: true } }
        : { refused: 'DISTRIBUTOR_NOT_ONE' }
    },
  }),
  route({
    audience: 'shopper',
    method: 'POST',
    path: '/profile',
    summary: 'Change what one is called on what one shares',
    body: Type.Object({ nickname: Nickname }, { additionalProperties: false }),
    reply: Done,
    signedIn: true,
    form: { next: PATHS.centre, done: 'notice.saved' },
    async handle(ctx, { body }) {
      const { refusal } = await ctx.guard.check({ '/nickname': body.nickname }, { place: 'recruit' })
      if (refusal) return refusal
      const { id } = must(ctx.customer, 'signed in')
      const nickname = body.nickname.trim()
      if (!(await writeProfile(ctx.tx, id, nickname))) return { refused: 'DISTRIBUTOR_NOT_ONE' }
      await ctx.customers.setPublicName(id, nickname)
      return { body: { done: true } }
    },
  }),
  route({
    audience: 'shopper',
    method: 'POST',
    path: '/leave',
    summary: 'Stop being a distributor: what was earned stays, customers are set free or handed over',
    body: Type.Object(
      {
        customers: Type.Union([Type.Literal('release'), Type.Literal('transfer')]),
        code: Type.Optional(Type.String({ maxLength: 20 })),
      },
      { additionalProperties: false },
    ),
    reply: Done,
    signedIn: true,
    form: { next: PATHS.leave, done: 'notice.left' },
    async handle(ctx, { body }) {
      const me = await lockByCustomer(ctx.tx, must(ctx.customer, 'signed in').id)
      if (!me || !maySell(me.state)) return { refused: 'DISTRIBUTOR_NOT_ONE' }
      if (body.customers === 'release') await leave(ctx, me, null)
      else {
        const found = await heirBy(ctx, body.code, [me.customerId])
        if ('refused' in found) return found
        await leave(ctx, me, found.heir.customerId)
      }
      return { body: { done: true } }
    },
  }),
]
