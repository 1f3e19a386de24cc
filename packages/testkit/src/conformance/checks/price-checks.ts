import type { ConformanceCheck, ConformanceSubject, Faults } from '../check.types.js'
import { sourcesOf } from './plugin-sources.js'
import { tryRules } from './rule-trials.js'
import type { TrialFault } from './trial-judges.js'
import { check } from './words-of.js'

const found =
  (...kinds: TrialFault[]) =>
  (subject: ConformanceSubject): Faults => {
    const trials = tryRules(subject)
    return trials && kinds.flatMap((kind) => trials.get(kind) ?? [])
  }

const foundInPrices =
  (...kinds: TrialFault[]) =>
  (subject: ConformanceSubject): Faults =>
    (subject.plugin.prices ?? []).length > 0 ? found(...kinds)(subject) : null

/** What rules keep: pure, quick, and sound once the arbiter decided. */
export const PRICE_CHECKS: readonly ConformanceCheck[] = [
  check(
    'prices.answer',
    ['规则总能给出答案', 'Rules always answer'],
    ['规则不得抛错：缺事实时用 none', 'A rule must not throw: a missing fact has the value `none`'],
    found('throws'),
  ),
  check(
    'prices.deterministic',
    ['同样的输入，同样的答案', 'The same input gives the same answer'],
    ['不要在模块里保存状态', 'Keep no state between two calls'],
    found('differs'),
  ),
  check(
    'prices.input-unchanged',
    ['不改动输入', 'The input stays as it was'],
    ['复制后再改', 'Copy what you want to change'],
    found('changes'),
  ),
  check(
    'prices.no-clock',
    ['不看时钟', 'No rule asks the clock'],
    [
      '用 input.at；也不要在文件开头留下 Date 或 Date.now',
      'Use input.at; do not put Date or Date.now aside at the top of a file either',
    ],
    (subject) => {
      const faults = found('clock')(subject)
      return faults && [...faults, ...clocksKept(subject)]
    },
  ),
  check(
    'prices.no-chance',
    ['不掷骰子', 'No rule asks chance'],
    ['随机的东西先存成事实', 'What is drawn is stored first and read as a fact'],
    found('chance'),
  ),
  check(
    'prices.known-offers',
    ['只提交格式正确的优惠', 'Offers have the declared shape'],
    ['见 SDK README 的优惠形状', 'See the shapes of offers in the README of the SDK'],
    found('nonsense'),
  ),
  check(
    'prices.samples-reach',
    ['样例让每条价格规则都出过价', 'Each price rule offers something for the samples'],
    [
      '给出让它出价的 campaigns 与 facts，否则其余检查什么也没看到',
      'Give campaigns and facts that it answers, or the other checks look at nothing',
    ],
    foundInPrices('silent'),
  ),
  check(
    'prices.shares-add-up',
    ['各行分摊之和等于优惠', 'Shares of lines add up to the discount'],
    ['金额用整数分：toFen、mulBps', 'Amounts are whole fen: toFen, mulBps'],
    foundInPrices('shares'),
  ),
  check(
    'prices.no-negative-line',
    ['没有负数的行', 'No line falls below zero'],
    ['单价不小于 0', 'A unit price is 0 or more'],
    foundInPrices('negative'),
  ),
  check(
    'prices.payable-not-negative',
    ['应付不为负', 'The shopper is never paid'],
    ['优惠不大于所覆盖的金额', 'Offer no more than the lines cost'],
    foundInPrices('payable'),
  ),
  check(
    'prices.never-dearer',
    ['优惠不会让价格变高', 'An offer never makes a cart dearer'],
    ['比原价高的价格不要提交', 'Do not offer a price above the one without'],
    foundInPrices('dearer'),
  ),
  check(
    'prices.quick',
    ['二十行不超过 5 毫秒', 'Twenty lines take at most 5 ms'],
    ['先按商品建索引，避免行数平方的循环', 'Index by SKU first; no loop over lines inside a loop over lines'],
    found('slow'),
  ),
]

/** Clocks that a file puts aside when it is loaded, which nobody could watch later. */
function clocksKept({ plugin }: ConformanceSubject): readonly string[] {
  return sourcesOf(plugin).flatMap(({ path, text }) =>
    (text.match(KEPT) ?? []).map((found) => `${path}: ${found.trim()}`),
  )
}

const KEPT =
  /\b(?:const|let|var)\s+(?:\w+\s*=\s*(?:Date(?:\.now)?|performance(?:\.now)?|Math\.random|process\.hrtime)\s*(?:[;,\n]|$)|\{[^}]*\}\s*=\s*(?:Date|performance|Math)\b(?!\.))/g
