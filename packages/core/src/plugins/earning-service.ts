import type { TenantTx } from '@mamapu/db'
import { addDays, DAY, localDateOf, parseId } from '@mamapu/kernel'
import {
  type EarningFigures,
  type EarningService,
  type EarningView,
  PluginError,
  type PluginScope,
} from '@mamapu/plugin-sdk'
import {
  type EarningRow,
  pausePayee,
  resumePayee,
  selectEarnings,
  selectTop,
  setTrusted,
  sumDays,
  sumFigures,
  summaryOf,
} from '../earnings/index.js'
import type { LoadedPlugin } from './registry.js'

const PAGE_MAX = 50
const PAYEES_MAX = 200
const TOP_MAX = 100
const DAYS_MAX = 92
const NOTE_MAX = 300

/** No more than a mechanic may know of it: no name, nothing of the shop's own doings. */
const viewOf = (row: EarningRow): EarningView => ({
  id: row.id,
  orderId: row.orderId,
  orderNumber: row.orderNumber,
  role: row.role,
  productTitle: row.productTitle,
  baseFen: row.baseFen,
  bps: row.bps,
  amountFen: row.amountFen,
  returnedFen: row.returnedFen,
  refusedFen: row.refusedFen,
  state: row.state,
  holds: row.holds,
  placedAt: row.placedAt,
  dueAt: row.dueAt,
})

const NOTHING: EarningFigures = { orders: 0, buyers: 0, salesFen: 0, commissionFen: 0 }

/** Commissions by a plugin's own rules and the money of payees, behind its scopes. */
export function earningService(
  { id }: LoadedPlugin,
  tx: TenantTx,
  {
    at,
    zone,
    needs,
  }: { readonly at: Date; readonly zone: string; readonly needs: (scope: PluginScope) => void },
): EarningService {
  const by = `plugin:${id}`
  const check = (isSound: boolean, fault: string) => {
    if (!isSound) throw new PluginError(`plugin ${id}: earnings: ${fault}`)
  }
  const isLimit = (limit: number, max: number) => Number.isInteger(limit) && limit >= 1 && limit <= max
  const checkSpan = ({ from, until }: { from: Date; until: Date }) =>
    check(from < until, 'a span ends after it begins')
  const checkPayee = (payee: string) =>
    check(parseId('cus', payee) !== null, 'a payee is the id of a customer')
  return {
    async summary(payee) {
      needs('earnings:read')
      checkPayee(payee)
      return summaryOf(tx, payee)
    },
    async list({ payee, state, orderId, after, limit }) {
      needs('earnings:read')
      checkPayee(payee)
      check(isLimit(limit, PAGE_MAX), `a page is 1 to ${PAGE_MAX}`)
      const asked = { ...(state ? { state } : {}), ...(orderId ? { orderId } : {}) }
      const rows = await selectEarnings(tx, { payee, plugin: id, ...asked, after, limit })
      return rows.map(viewOf)
    },
    async figures(ask) {
      needs('earnings:read')
      checkSpan(ask)
      check(ask.payees.length <= PAYEES_MAX, `at most ${PAYEES_MAX} payees`)
      for (const payee of ask.payees) checkPayee(payee)
      return sumFigures(tx, id, ask)
    },
    async top(ask) {
      needs('earnings:read')
      checkSpan(ask)
      check(isLimit(ask.limit, TOP_MAX), `at most ${TOP_MAX}`)
      return selectTop(tx, id, ask)
    },
    async days(ask) {
      needs('earnings:read')
      checkSpan(ask)
      checkPayee(ask.payee)
      const days: string[] = []
      const last = localDateOf(new Date(ask.until.getTime() - 1), zone)
      for (
        let day = localDateOf(ask.from, zone);
        day <= last && days.length <= DAYS_MAX;
        day = addDays(day, 1)
      )
        days.push(day)
      check(
        days.length <= DAYS_MAX && ask.until.getTime() - ask.from.getTime() <= DAYS_MAX * DAY,
        `at most ${DAYS_MAX} days`,
      )
      const found = await sumDays(tx, id, { ...ask, zone })
      return days.map((day) => ({ day, ...(found.get(day) ?? NOTHING) }))
    },
    async pause(payee, note) {
      needs('earnings:hold')
      checkPayee(payee)
      check(note.length <= NOTE_MAX, `a note has at most ${NOTE_MAX} letters`)
      await pausePayee(tx, payee, { source: by, note, by, at })
    },
    async resume(payee) {
      needs('earnings:hold')
      checkPayee(payee)
      await resumePayee(tx, payee, { source: by, note: '', by, at })
    },
    async setTrusted(payee, isTrusted) {
      needs('earnings:hold')
      checkPayee(payee)
      await setTrusted(tx, payee, { isTrusted, at })
    },
  }
}
