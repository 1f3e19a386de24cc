import type { Fen, Words } from '@mamapu/kernel'
import { toFen } from '@mamapu/kernel'
import {
  type CommissionCeiling,
  type CommissionInput,
  coreFacts,
  definePlugin,
  type FactMap,
  forSettings,
  type Plugin,
} from '@mamapu/plugin-sdk'
import type { Offer } from '@mamapu/pricing'
import { Type } from 'typebox'

type Input = Pick<CommissionInput<unknown, FactMap>, 'lines' | 'buyer' | 'at'> & {
  readonly facts: { readonly plan: string }
}

/** What the plugin says; a test changes it. Whatever it answers goes to core as it is. */
export interface Promoting {
  commissions: (input: Input) => unknown
  ceiling?: (input: Omit<Input, 'buyer'>) => readonly CommissionCeiling[]
  /** Taken off the whole order. */
  orderOffFen?: number
}

const words = (zh: string, en = zh): Words => ({ 'zh-CN': zh, en })
const settings = Type.Object({}, { additionalProperties: false })
const hooks = forSettings(settings)

/** A mechanic that says who earns, and takes something off the order where a test wants it. */
export function promotingPlugin(says: Promoting, id = 'promoting'): Plugin {
  return definePlugin({
    id,
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words('样例推广', 'Promoting'),
    description: words('样例', 'A sample'),
    category: 'share',
    scopes: ['earnings:promise'],
    settings,
    prices: [
      hooks.price({
        name: 'order-off',
        stage: 'order',
        facts: {},
        offers: ({ cart }) => (says.orderOffFen ? [orderOff(id, cart.lines, toFen(says.orderOffFen))] : []),
      }),
    ],
    commissions: [
      hooks.commission({
        name: 'sales',
        facts: { plan: coreFacts.plan },
        commissions: (input) => says.commissions(input) as never,
        ...(says.ceiling ? { ceiling: says.ceiling } : {}),
      }),
    ],
  }) as Plugin
}

function orderOff(id: string, lines: readonly { readonly lineId: string }[], amountFen: Fen): Offer {
  return {
    id: `${id}:off`,
    plugin: id,
    stage: 'order',
    label: words('立减', 'Off'),
    class: 'promoting',
    combinesWith: [],
    lineIds: lines.map(({ lineId }) => lineId),
    tiers: [{ thresholdFen: toFen(0), reduction: { amountFen } }],
    applies: 'always',
  }
}
