/** What no programme may ask or promise; each names the rule it breaks. */
export const GUARD_CODES = [
  'DISTRIBUTOR_ENTRY_FEE',
  'DISTRIBUTOR_HEAD_COUNT',
  'DISTRIBUTOR_THIRD_PAYEE',
  'DISTRIBUTOR_EARNINGS_PROMISE',
  'DISTRIBUTOR_EARLY_RELEASE',
] as const
export type GuardCode = (typeof GUARD_CODES)[number]

export interface GuardFault {
  readonly path: string
  readonly code: GuardCode
}

/** Depth and size beyond which nothing is looked at: nothing that fits the schema is so large. */
const DEPTH_MAX = 6
const VALUES_MAX = 500

/**
 * What a plan of a programme asks or promises that the law forbids, in the order of its fields. Looks at every text, and
 * at every field by its name unless the programme knows it. Pure.
 */
export function faultsOf(plan: unknown, known: ReadonlySet<string>): GuardFault[] {
  const faults: GuardFault[] = []
  let left = VALUES_MAX
  const look = (value: unknown, path: string, depth: number) => {
    left -= 1
    if (left < 0 || depth > DEPTH_MAX) return
    if (typeof value === 'string') for (const code of wordsFaults(value)) faults.push({ path, code })
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      const at = `${path}/${key}`
      const code = Array.isArray(value) || known.has(key) ? null : keyFault(key)
      if (code !== null && isMeant(inner)) faults.push({ path: at, code })
      else look(inner, at, depth + 1)
    }
  }
  look(plan, '', 0)
  return faults
}

/** Nothing, no and none ask for nothing. */
function isMeant(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return value !== null && value !== undefined && value !== false && value !== '' && value !== 0
}

/** What a field stands for by its name; null when it is nothing the law speaks of. */
function keyFault(key: string): GuardCode | null {
  const name = key.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase()
  return KEYS.find(([pattern]) => pattern.test(name))?.[1] ?? null
}

const KEYS: readonly (readonly [RegExp, GuardCode])[] = [
  [
    /third|level ?3|lv ?3|tier|depth|layer|payees|grand|override|三级|多级|(team|downline|group).*(bps|rate|share|commission|bonus|reward)|团队(佣金|奖励|计酬)/,
    'DISTRIBUTOR_THIRD_PAYEE',
  ],
  [
    /fee|deposit|pack|purchase|spend|buy|topup|top up|recharge|pay ?to ?join|price|入会|费|押金|保证金|礼包/,
    'DISTRIBUTOR_ENTRY_FEE',
  ],
  [/invit|recruit|head|member|downline|team|people|referr|邀请|人数|下线|团队/, 'DISTRIBUTOR_HEAD_COUNT'],
  [/promise|guarantee|保底/, 'DISTRIBUTOR_EARNINGS_PROMISE'],
  [/instant|immediate|settle ?days|秒到/, 'DISTRIBUTOR_EARLY_RELEASE'],
]

/** What a text asks or promises that it may not, each once. */
export function wordsFaults(text: string): GuardCode[] {
  const sentences = text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[。;!?\n]|\.(?=\s|$)/)
  const found = GUARD_CODES.filter((code) =>
    PHRASES[code].some((pattern) => sentences.some((sentence) => says(sentence, pattern))),
  )
  return found
}

/** Whether a sentence says it and does not deny it in the same breath. */
function says(sentence: string, pattern: RegExp): boolean {
  for (const { index, 0: match } of sentence.matchAll(pattern)) {
    const clause =
      sentence
        .slice(0, index)
        .split(/[,、:(]/)
        .at(-1) ?? ''
    if (!DENIED.test(clause) && !DENIED_WITHIN.test(match)) return true
  }
  return false
}

const DENIED =
  /不|无(?!限)|免|没|零|勿|(?<![特级分个区])别(?![人的致样])|禁|拒绝|\b(no|not|never|without|free|nothing|don't|nobody)\b/
const DENIED_WITHIN = /不|无需|无须|没有|\b(no|not|never|without|nothing|don't)\b/

const JOINED = '(加入|入会|成为|升级|获得.{0,4}资格|当(上)?(分销|推广|代理|店主)|开通)'
const PEOPLE = '(个|人|名|位|好友|朋友|妈妈|宝妈)'
const NUMBER = '(\\d+|[一二两三四五六七八九十百千]+)'

const PHRASES: Readonly<Record<GuardCode, readonly RegExp[]>> = {
  DISTRIBUTOR_ENTRY_FEE: [
    /(入会|加盟|代理|门槛|入门|加入|激活|开通|报名|培训)费|保证金|押金/g,
    new RegExp(
      `(购买|买|下单|消费|充值|缴纳|交|付|支付)[^。]{0,16}(即可|才能|才可|就能|就可|方可|后可|可以|起可)[^。]{0,6}${JOINED}`,
      'g',
    ),
    new RegExp(`(购买|买|消费|充值|缴纳|支付|交)(满)?\\s?¥?${NUMBER}\\s?(元|块)?[^。]{0,10}${JOINED}`, 'g'),
    new RegExp(
      `(礼包|套餐|首单)[^。]{0,8}${JOINED}|${JOINED}[^。]{0,8}(要|需|须|必须|先)[^。]{0,4}(购买|买|消费|充值|缴纳|交|付)`,
      'g',
    ),
    /(joining|entry|sign-?up|membership|starter|activation) (fee|deposit|pack|kit)/g,
    /(buy|purchase|pay|spend|deposit)\b[^.]{0,40}\b(to (join|become|start|qualify)|and (join|become))/g,
  ],
  DISTRIBUTOR_HEAD_COUNT: [
    new RegExp(`(邀请|发展|拉|招募|推荐|直推|带来|介绍)(满|够|了|来)?\\s?${NUMBER}\\s?${PEOPLE}`, 'g'),
    /人头(费|奖|数)?|拉下线|发展下线|下线(人数|奖励|数)|(直推|团队)人数/g,
    /(recruit|invite|bring|refer)\b[^.]{0,12}\b(\d+|two|three|five|ten|twenty)\b[^.]{0,12}(people|members|friends|others|distributors|moms|mums|parents)/g,
    /head ?count|downlines?\b|per head/g,
  ],
  DISTRIBUTOR_THIRD_PAYEE: [
    /(三|四|五|多|无限|\d+)\s?(级|层)(分销|返佣|返利|佣金|提成|收益|裂变)|团队(计酬|奖励|奖金|提成|佣金|业绩提成)|级差|极差|下级的下级|第三级|见点|管理奖/g,
    /(three|third|3|multi|unlimited|infinite)[- ](level|tier|layer)|third level|team (bonus|commission|override)|pyramid/g,
  ],
  DISTRIBUTOR_EARNINGS_PROMISE: [
    /(月|日|年|周)(入|赚|薪|收入)\s?(轻松)?(过|破|上|超|几|数|达)?\s?(\d|万|千|百|[一二两三四五六七八九十])/g,
    /稳赚|躺赚|躺着赚|包赚|必赚|保赚|保底|轻松(赚|过万|月入)|零风险|无风险|稳定(收益|收入)|财务自由|(保证|保障|承诺|确保)[^。]{0,6}(收益|收入|赚|回报)|坐等收钱/g,
    /guaranteed? (income|earnings|return|profit)|risk[- ]free|easy money|passive income|financial freedom|(earn|make) (over |up to |at least )?[¥$€]?\d[\d,]*[^.]{0,8}(a|per|every) (day|week|month|year)/g,
  ],
  DISTRIBUTOR_EARLY_RELEASE: [
    /佣金[^。]{0,6}(秒到|秒返|秒结|即时到账|实时到账|马上到账|当天到账|日结)|(秒到账|秒提现|秒返佣|下单(即|就|立)(返|提现|到账)|付款(即|就)(返|提现|到账)|即推即提)/g,
    /(paid|withdraw|payout)[^.]{0,12}(instantly|immediately|the same day|at once)|instant (payout|commission)/g,
  ],
}
