import { parseId } from '@mamapu/kernel'
import { hooks } from '../distributor.settings.js'
import { PATHS } from '../paths.js'
import { listCustomersOf } from '../relation/binding.queries.js'
import { listChangesOf } from '../relation/change.queries.js'
import { isOver } from '../relation/relation.rules.js'
import { meOf, namesOf } from './me.js'

const CUSTOMERS_MAX = 100
const CHANGES_MAX = 50

/** Her customers by masked names, how long they are hers, and every change of that. */
export const customersPage = hooks.page({
  name: 'customers',
  title: { 'zh-CN': '我的顾客', en: 'My customers' },
  block: 'customers',
  signedIn: true,
  async data(ctx, { query }) {
    const me = await meOf(ctx)
    if (me === null) return { isOne: false, joinUrl: PATHS.join }
    const bindings = await listCustomersOf(ctx.tx, me.customerId, {
      after: parseId('plg', query['after'] ?? ''),
      limit: CUSTOMERS_MAX,
    })
    const last = bindings.length === CUSTOMERS_MAX ? bindings.at(-1) : undefined
    const changes = await listChangesOf(ctx.tx, me.customerId, CHANGES_MAX)
    const ids = [
      ...bindings.flatMap(({ customerId }) => customerId ?? []),
      ...changes.map((one) => one.customerId),
    ]
    const nameOf = await namesOf(ctx, ids)
    return {
      isOne: true,
      centreUrl: PATHS.centre,
      shareUrl: PATHS.share,
      rows: bindings.flatMap(({ customerId, boundAt, validUntil, ...rest }) =>
        customerId === null
          ? []
          : [
              {
                name: nameOf(customerId),
                since: boundAt.toISOString(),
                until: validUntil?.toISOString() ?? '',
                isOver: isOver({ ...rest, validUntil }, ctx.at),
              },
            ],
      ),
      moreUrl: last ? `${PATHS.customers}?after=${last.id}` : '',
      changes: changes.map(({ customerId, from, to, reason, note, at }) => ({
        name: nameOf(customerId),
        text: ctx.t(
          from !== null && from === me.customerId && to !== me.customerId
            ? 'customers.lost'
            : 'customers.gained',
        ),
        reason: ctx.t(`reason.${reason}`),
        note,
        at: at.toISOString(),
      })),
    }
  },
})
