import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type TenantTx, withTenant } from '@mamapu/db'
import { asId, type CustomerId, must } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { hasPhone } from '../customers/index.js'
import { IdText, ProblemReply, refuse } from '../http/index.js'
import { deciderPhone } from '../staff/index.js'
import { EARNING_ERRORS } from './earning.errors.js'
import type { EarningDeps } from './earning.types.js'
import { EarningSettings, readEarningSettings, saveEarningSettings } from './earning-settings.js'
import { findPayee } from './earning-view.queries.js'
import { findDecision, findHeldPayee, findHold } from './hold.queries.js'
import { allowHold, openHold, pausePayee, refuseHold, resumePayee, setTrusted } from './holds.js'

const InStore = { storeId: IdText('sto') }
const OfHold = Type.Object({ ...InStore, holdId: IdText('hld') })
const OfPayee = Type.Object({ ...InStore, customerId: IdText('cus') })
const closed = { additionalProperties: false } as const
const Note = Type.Object({ note: Type.String({ maxLength: 300 }) }, closed)
const Settings = Type.Object({ settings: EarningSettings, version: Type.Integer({ minimum: 0 }) }, closed)
const Nothing = { 204: Type.Null(), default: ProblemReply }
const writes = { audience: 'staff', scope: 'payouts:write' } as const

type Code = keyof typeof EARNING_ERRORS

/** Whether a payee is whoever decides: nobody but the owner decides about money of her own. */
type IsOwn = (payee: CustomerId | null) => Promise<boolean>

const HOLD_CODES = { unknown: 'EARNING_NOT_FOUND', over: 'EARNING_OVER', held: 'EARNING_HELD' } as const

/** What the merchant decides about earnings: holds, payees, settings. Everything is written to the audit. */
export function earningRoutes(app: App, { hears }: EarningDeps): FastifyPluginAsyncTypebox {
  return async (server) => {
    const decision = <P extends TSchema, B extends TSchema>(
      method: 'POST' | 'PUT',
      url: string,
      { summary, params, body }: { summary: string; params: P; body: B },
      work: (
        tx: TenantTx,
        ask: { params: Static<P>; said: Static<B>; by: string; at: Date; isOwn: IsOwn },
      ) => Decided,
    ) =>
      server.route({
        method,
        url,
        schema: { summary, params, body, response: Nothing },
        config: writes,
        handler: async (request, reply) => {
          const phoneHash = await deciderPhone(app, request)
          return decide(app, { request, reply }, (tx, by) => {
            const [of, said] = [request.params as Static<P>, request.body as Static<B>]
            const isOwn: IsOwn = async (payee) =>
              payee !== null && phoneHash !== null && hasPhone(tx, payee, phoneHash)
            return work(tx, { params: of, said, by, at: request.at, isOwn })
          })
        },
      })

    decision(
      'POST',
      '/earnings/:earningId/hold',
      {
        summary: '暂缓一笔佣金 Hold one earning: it is not released before somebody decides',
        params: Type.Object({ ...InStore, earningId: IdText('ern') }),
        body: Type.Object({ reason: Type.Enum(['merchant', 'after_sale']), ...Note.properties }, closed),
      },
      async (tx, { params, said: { reason, note }, by, at }) => {
        const id = asId('ern', params.earningId)
        const hold = await openHold(tx, id, { reason, note, by, at })
        if (!hold.opened) return HOLD_CODES[hold.reason]
        return { action: 'earning.held', subject: id, data: { holdId: hold.holdId, reason, note } }
      },
    )
    decision(
      'POST',
      '/earning-holds/:holdId/allow',
      { summary: '放行 Let what is held go; again, the same answer', params: OfHold, body: Note },
      async (tx, { params, said: { note }, by, at, isOwn }) => {
        const holdId = asId('hld', params.holdId)
        if (await isOwn(await findHeldPayee(tx, holdId))) return 'EARNING_OWN'
        const hold = await allowHold(tx, holdId, { note, by, at })
        if (!hold) return (await findDecision(tx, holdId)) === 'allowed' ? null : 'HOLD_CLOSED'
        const subject = hold.earningId ?? hold.payeeId ?? holdId
        return { action: 'earning.allowed', subject, data: { holdId, note } }
      },
    )
    decision(
      'POST',
      '/earning-holds/:holdId/refuse',
      {
        summary:
          '拒绝并作废 Refuse: what is left of the earning goes back to the shop; again, the same answer',
        params: OfHold,
        body: Type.Object({ note: Type.String({ minLength: 1, maxLength: 300 }) }, closed),
      },
      async (tx, { params, said: { note }, by, at, isOwn }) => {
        const holdId = asId('hld', params.holdId)
        if (await isOwn(await findHeldPayee(tx, holdId))) return 'EARNING_OWN'
        if ((await findHold(tx, holdId))?.payeeId) return 'HOLD_OF_PAYEE'
        const hold = await refuseHold(tx, holdId, { hears, note, by, at })
        if (!hold) return (await findDecision(tx, holdId)) === 'refused' ? null : 'HOLD_CLOSED'
        return { action: 'earning.refused', subject: hold.earningId ?? holdId, data: { holdId, note } }
      },
    )
    decision(
      'POST',
      '/earning-payees/:customerId/pause',
      {
        summary: '暂停收款人 Pause a payee: nothing is released or paid out, nothing is lost',
        params: OfPayee,
        body: Note,
      },
      async (tx, { params, said: { note }, by, at }) => {
        const payee = asId('cus', params.customerId)
        if (!(await findPayee(tx, payee))) return 'PAYEE_NOT_FOUND'
        if (!(await pausePayee(tx, payee, { note, by, at }))) return 'PAYEE_PAUSED_ALREADY'
        return { action: 'payee.paused', subject: payee, data: { note } }
      },
    )
    decision(
      'POST',
      '/earning-payees/:customerId/resume',
      { summary: '恢复收款人 Resume a payee', params: OfPayee, body: Note },
      async (tx, { params, said: { note }, by, at, isOwn }) => {
        const payee = asId('cus', params.customerId)
        if (await isOwn(payee)) return 'EARNING_OWN'
        if (!(await resumePayee(tx, payee, { note, by, at }))) return 'PAYEE_NOT_PAUSED'
        return { action: 'payee.resumed', subject: payee, data: { note } }
      },
    )
    decision(
      'PUT',
      '/earning-payees/:customerId/trust',
      {
        summary: '信任收款人 Whether a part may be released early to a payee',
        params: OfPayee,
        body: Type.Object({ isTrusted: Type.Boolean() }, closed),
      },
      async (tx, { params, said: { isTrusted }, at, isOwn }) => {
        const payee = asId('cus', params.customerId)
        if (await isOwn(payee)) return 'EARNING_OWN'
        if (!(await findPayee(tx, payee))) return 'PAYEE_NOT_FOUND'
        await setTrusted(tx, payee, { isTrusted, at })
        return { action: 'payee.trusted', subject: payee, data: { isTrusted } }
      },
    )

    server.get(
      '/earning-settings',
      {
        schema: {
          summary: '结算设置 Return window and early release',
          params: Type.Object(InStore),
          response: { 200: Settings, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'payouts:read' },
      },
      async (request) => withTenant(app.db, storeOf(request), readEarningSettings),
    )

    server.put(
      '/earning-settings',
      {
        schema: {
          summary: '修改结算设置 Change them; what is frozen already keeps its day',
          params: Type.Object(InStore),
          body: Settings,
          response: { 200: Settings, default: ProblemReply },
        },
        config: writes,
      },
      async (request, reply) => {
        const edit = request.body
        const who = { actor: must(request.staff, 'staff').staffId, at: request.at }
        const saved = await withTenant(app.db, storeOf(request), (tx) => saveEarningSettings(tx, edit, who))
        if (!saved) return refuse(request, reply, EARNING_ERRORS, 'EARNING_SETTINGS_CHANGED')
        return { settings: edit.settings, version: edit.version + 1 } satisfies Static<typeof Settings>
      },
    )
  }
}

const storeOf = (request: FastifyRequest) => must(request.storeId, 'an admin route has its store')

/** What is written to the audit; null where it stands already, a code when it is refused. */
type Decided = Promise<Deed | Code | null>

interface Deed {
  readonly action: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

/** One decision in one transaction with its line in the audit. */
async function decide(
  app: App,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  work: (tx: TenantTx, by: string) => Decided,
): Promise<FastifyReply> {
  const storeId = storeOf(request)
  const by = must(request.staff, 'staff').staffId
  const done = await withTenant(app.db, storeId, async (tx) => {
    const deed = await work(tx, by)
    if (deed && typeof deed !== 'string') await audit(tx, { actor: by, ...deed, at: request.at })
    return deed
  })
  if (typeof done === 'string') return refuse(request, reply, EARNING_ERRORS, done)
  app.nudge(storeId)
  return reply.code(204).send(null)
}
