import type { Words } from '@mamapu/kernel'
import type { GuardFinding, GuardRefusal } from '@mamapu/plugin-sdk'

/** A refusal that says at each field what is wrong with it. */
export function refusalOf(refused: GuardRefusal['refused'], findings: readonly GuardFinding[]): GuardRefusal {
  const fields: Record<string, Words> = {}
  for (const finding of findings) fields[finding.field] ??= wordsOf(finding)
  return { refused, fields, data: { findings } }
}

/** 「接近母乳」：… （广告法第二十条：…） */
function wordsOf({ found, words, rule }: GuardFinding): Words {
  const zh = found === '' ? '' : `“${found}”：`
  const en = found === '' ? '' : `“${found}”: `
  return {
    'zh-CN': `${zh}${words['zh-CN']}（${rule['zh-CN']}）`,
    en: `${en}${words.en} (${rule.en})`,
  }
}
