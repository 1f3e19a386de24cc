import { type LocalDate, type Words, weekdayOf } from '@mamapu/kernel'
import type { Slot } from '../pickup.types.js'
import { timeText } from '../slots/slot.rules.js'

const ZH_DAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']
const EN_DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const EN_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

/** `11月24日 周二`, `Tue 24 Nov`. */
export function dayWords(day: LocalDate): Words {
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8, 10))]
  const index = weekdayOf(day) - 1
  return words(`${month}月${date}日 ${ZH_DAYS[index]}`, `${EN_DAYS[index]} ${date} ${EN_MONTHS[month - 1]}`)
}

export const spanText = ({ from, until }: Pick<Slot, 'from' | 'until'>): string =>
  `${timeText(from)}–${timeText(until)}`

/** `11月24日 周二 14:00–16:00`. */
export function slotWords(slot: Slot): Words {
  const day = dayWords(slot.day)
  const span = spanText(slot)
  return words(`${day['zh-CN']} ${span}`, `${day.en} ${span}`)
}
