import { formatFen, type Words, ZERO_FEN } from '@mamapu/kernel'
import type { Hint } from '@mamapu/pricing'

/** 再买 ¥20 减 ¥10: what one more step brings, as the arbiter proved it. */
export function hintWords(hint: Hint): Words {
  const { missingFen, missingUnits, label } = hint
  const more = missingFen > ZERO_FEN
  return {
    'zh-CN': `再买 ${more ? `¥${formatFen(missingFen)}` : `${missingUnits} 件`} ${gainsOf(hint, 'zh-CN').join('、')}（${label['zh-CN']}）`,
    en: `Add ${more ? `¥${formatFen(missingFen)}` : missingUnits === 1 ? '1 more item' : `${missingUnits} more items`} ${gainsOf(hint, 'en').join(' and ')} (${label.en})`,
  }
}

function gainsOf({ gainFen, gifts, freeShipping }: Hint, locale: keyof Words): string[] {
  const isEnglish = locale === 'en'
  const saves = isEnglish ? `to save ¥${formatFen(gainFen)}` : `减 ¥${formatFen(gainFen)}`
  const given = gifts.map(({ title, units }) => {
    const count = units > 1 ? ` × ${units}` : ''
    return isEnglish ? `for a free ${title.en}${count}` : `送「${title['zh-CN']}」${count}`
  })
  return [
    ...(freeShipping ? [isEnglish ? 'for free delivery' : '包邮'] : []),
    ...(gainFen > ZERO_FEN && !freeShipping ? [saves] : []),
    ...given,
  ]
}
