import type { ConformanceCheck, ConformanceSubject, Faults } from '../check.types.js'
import { type CommissionFault, tryCommissions } from './commission-trials.js'
import { check } from './words-of.js'

const found =
  (...kinds: CommissionFault[]) =>
  (subject: ConformanceSubject): Faults => {
    const trials = tryCommissions(subject)
    return trials && kinds.flatMap((kind) => trials.get(kind) ?? [])
  }

/** What rules that say who earns keep: pure, quick, two payees at most, and nothing beyond what a campaign says. */
export const COMMISSION_CHECKS: readonly ConformanceCheck[] = [
  check(
    'commissions.answer',
    ['佣金规则总能给出答案，游客下单也一样', 'Commission rules always answer, for guests too'],
    ['没有人该得就返回空列表；不得抛错', 'Answer an empty list when nobody earns; never throw'],
    found('throws'),
  ),
  check(
    'commissions.deterministic',
    ['同样的订单，同样的答案', 'The same order gives the same answer'],
    ['不要在模块里保存状态', 'Keep no state between two calls'],
    found('differs'),
  ),
  check(
    'commissions.pure',
    ['不看时钟、不掷骰子、不改动输入', 'No clock, no chance, and the input stays as it was'],
    ['用 input.at 和事实；要改先复制', 'Use input.at and facts; copy what you want to change'],
    found('impure'),
  ),
  check(
    'commissions.two-payees',
    ['每行最多两个收款人，比例 1%–40%', 'At most two payees per line, and shares of 1 % to 40 %'],
    [
      '每行一个推广人、最多一个邀请人，两人不同；bps 为 100–4000，或每件整数分',
      'One promoter and at most one inviter per line, two different people; bps from 100 to 4000, or whole fen per unit',
    ],
    found('nonsense'),
  ),
  check(
    'commissions.samples-reach',
    ['样例里有人得到佣金', 'Somebody earns for the samples'],
    [
      '给出让规则付佣金的 facts，否则其余检查什么也没看到',
      'Give facts for which it pays, or the other checks look at nothing',
    ],
    found('silent'),
  ),
  check(
    'commissions.campaign-kept',
    ['不超过活动定的佣金', 'Never more than the campaign of a line says'],
    [
      '看每行的 campaign：none 不付；rate 不高于它',
      'Look at `campaign` of each line: nothing on none, and no more than a rate',
    ],
    found('campaign'),
  ),
  check(
    'commissions.within-ceiling',
    ['佣金不高于自己说的上限', 'Never above the ceiling it tells'],
    [
      'ceiling 按最高的等级、商品与分类比例算',
      'Reckon the ceiling by the highest rate of any level, product and category',
    ],
    found('ceiling'),
  ),
  check(
    'commissions.quick',
    ['二十行不超过 5 毫秒', 'Twenty lines take at most 5 ms'],
    ['先按商品建索引', 'Index by product first'],
    found('slow'),
  ),
]
