import { COMMISSION_BPS_MIN, type ConfigFault, type PluginErrorEntry } from '@mamapu/plugin-sdk'
import { distributorFields } from '../distributor.fields.js'
import { faultsOf, type GuardCode } from './guard.rules.js'

/** Why something may not be asked or promised, with the rule it breaks. */
export const guardErrors = {
  DISTRIBUTOR_ENTRY_FEE: {
    status: 422,
    'zh-CN': '加入不能收费，也不能以交押金、买东西或消费满多少为条件。依据：《禁止传销条例》第七条第（二）项',
    en: 'Joining may not cost a fee, a deposit or a purchase. Rule: Regulations on Prohibition of Pyramid Selling, article 7 (2)',
  },
  DISTRIBUTOR_HEAD_COUNT: {
    status: 422,
    'zh-CN':
      '不能按邀请、发展了多少人来定资格、等级或奖励，只能看自己的销售和自己的顾客。依据：《禁止传销条例》第七条第（一）项',
    en: 'Joining, levels and rewards may not depend on how many people one brings, only on own sales and own customers. Rule: Regulations on Prohibition of Pyramid Selling, article 7 (1)',
  },
  DISTRIBUTOR_THIRD_PAYEE: {
    status: 422,
    'zh-CN':
      '一件商品最多两个人得佣金：推广的人和邀请她的人。第三级、团队计酬、级差都不可以。依据：《禁止传销条例》第七条第（三）项',
    en: 'At most two people earn by one item: who promoted it and who invited her. No third level, no pay by team. Rule: Regulations on Prohibition of Pyramid Selling, article 7 (3)',
  },
  DISTRIBUTOR_EARNINGS_PROMISE: {
    status: 422,
    'zh-CN': '不能许诺收入或说稳赚、零风险；可以写比例和真实的例子。依据：《广告法》第二十五条、第二十八条',
    en: 'No promise of income and no “risk free”; rates and a true example are fine. Rule: Advertising Law, articles 25 and 28',
  },
  DISTRIBUTOR_EARLY_RELEASE: {
    status: 422,
    'zh-CN':
      '佣金要等顾客收货、过了退货期才能提现，不能写秒到、日结。依据：《消费者权益保护法》第二十五条的七天退货期',
    en: 'Commission is paid when the goods were received and may no longer be sent back; do not say it comes at once. Rule: Consumer Rights Law, article 25, seven days to return',
  },
} satisfies Record<GuardCode, PluginErrorEntry>

/**
 * The guard as it stands before saved settings: every fault at its field, in the words of its rule; and levels that nobody could be
 * paid by.
 */
export function checkSettings(wanted: Readonly<Record<string, unknown>>): readonly ConfigFault[] {
  const forbidden = faultsOf(wanted, distributorFields).map(({ path, code }) => {
    const { 'zh-CN': zh, en } = guardErrors[code]
    return { path, words: { 'zh-CN': zh, en } }
  })
  return [...forbidden, ...levelFaults(Array.isArray(wanted['levels']) ? wanted['levels'] : [])]
}

interface WantedLevel {
  readonly level?: unknown
  readonly bps?: unknown
  readonly perUnitFen?: unknown
}

function levelFaults(levels: readonly WantedLevel[]): ConfigFault[] {
  const names = levels.map(({ level }) => level)
  return levels.flatMap(({ level, bps, perUnitFen }, index) => [
    ...(names.indexOf(level) === index ? [] : [{ path: `/levels/${index}/level`, words: SAME_LEVEL }]),
    ...(typeof bps !== 'number' || bps <= 0 || bps >= COMMISSION_BPS_MIN
      ? []
      : [{ path: `/levels/${index}/bps`, words: TOO_LITTLE }]),
    ...(isAbove(bps) && isAbove(perUnitFen)
      ? [{ path: `/levels/${index}/perUnitFen`, words: TWO_WAYS }]
      : []),
  ])
}

const SAME_LEVEL = {
  'zh-CN': '每个等级的代号要不一样',
  en: 'Every level has a code of its own',
}
const isAbove = (value: unknown) => typeof value === 'number' && value > 0

const TWO_WAYS = {
  'zh-CN': '比例和固定金额只填一个，另一个填 0',
  en: 'Either a share or an amount: put 0 into the other',
}
const TOO_LITTLE = {
  'zh-CN': '填 0（和普通分销员一样），或者 1% 到 40%',
  en: 'Either 0, as everybody has it, or 1 % to 40 %',
}
