import type { checkout } from '@mamapu/core'
import { formatFen } from '@mamapu/kernel'

/** What the command ends with. */
const SAME = 0
const UNTOLD = 2
const DIFFERENT = 3

const WHY_NOT = {
  order_not_found: '没有这个订单 · there is no such order',
  older_arbiter:
    '这单由更早的计价规则定价，现在的无法重算 · an older arbiter decided it, which the installed one cannot do again',
  input_left_out:
    '这单的记录太大，没有留下计价的依据 · its record was too large to keep what it was decided on',
  facts_left_out:
    '这单的记录太大，没有留下规则读到的内容 · its record was too large to keep what the rules had read',
} as const

/** Prints one order's replay in both languages; the exit code that says how it came out. */
export function sayOneReplay(
  slug: string,
  replay: checkout.OneReplay,
  print: (line: string) => void,
): number {
  if (!replay.replayed) {
    print(`${slug}: 无法重放 cannot be replayed: ${WHY_NOT[replay.reason]}`)
    return UNTOLD
  }
  const { number, placedAt, payable, shipping, lines, offers, isSame } = replay
  print(`${slug} ${number}  ${placedAt.toISOString()}  ${isSame ? '不变 same' : '不同 different'}`)
  for (const { title, quantity, ...money } of lines) print(`  ${change(money)}  ${title} × ${quantity}`)
  print(`  ${change(shipping)}  运费 shipping`)
  print(`  ${change(payable)}  应付 payable`)
  for (const { id, was, is } of offers) {
    print(`  ${id}`)
    print(`    原来 was: ${outcome(was)}`)
    print(`    现在 is:  ${outcome(is)}`)
  }
  for (const id of replay.untold)
    print(
      `  ${id}: 现在会占用名额，当时是否还有不得而知，不作比较 · takes units today; whether any were left then is not known`,
    )
  for (const fact of replay.factsMissing)
    print(`  ${fact}: 当时没有记录，按未登录顾客计算 · was not recorded then and is taken as a guest’s`)
  for (const one of replay.unseen) print(`  ! ${unseenWords(one)}`)
  for (const one of replay.faults) print(`  ${faultLine(one)}`)
  if (!isSame) return DIFFERENT
  return replay.faults.length > 0 ? UNTOLD : SAME
}

/** A rule or fact that failed, with what it threw. */
export function faultLine({ plugin, hook, cause }: { plugin: string; hook: string; cause: string }): string {
  return `! ${plugin} ${hook}: 出错，未计入 it failed and is left out: ${cause}`
}

function unseenWords(one: checkout.Unseen): string {
  switch (one.code) {
    case 'plugin_gone':
      return `${one.plugin}: 现在没有安装 is not installed now`
    case 'plugin_off':
      return `${one.plugin}: 现在没有开启，或设置读不出 is off in this shop now, or its settings cannot be read`
    case 'campaign_unread':
      return `${one.plugin}: 活动“${one.campaign}”的内容现在的版本读不出 this version cannot read what was saved of the campaign (${one.cause})`
    case 'campaigns_cut':
      return '当时的活动太多，较早的没有计入 too many campaigns then; the oldest are left out'
  }
}

function change({ wasFen, isFen }: { wasFen: number; isFen: number }): string {
  const was = `¥${formatFen(wasFen as never)}`
  return wasFen === isFen ? was : `${was} → ¥${formatFen(isFen as never)}`
}

function outcome(one: checkout.Outcome | null): string {
  if (!one) return '没有这个优惠 · no such offer'
  const sign = { won: '✓', lost: '–', refused: '×' }[one.outcome]
  return `${sign} ${one.words['zh-CN']} · ${one.words.en}`
}
