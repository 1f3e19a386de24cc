import type { ConformanceCheck } from '../check.types.js'
import { type SlotAnswer, slotAnswers } from './slot-answers.js'
import { check } from './words-of.js'

/** What slots keep by themselves: in the shop one that fails shows nothing, and nobody would see that it does. */
export const SLOT_CHECKS: readonly ConformanceCheck[] = [
  check(
    'slots.answer',
    [
      '每个位置对空车、无规格商品和两种语言都当场作答',
      'Slots answer at once, also for an empty cart and both languages',
    ],
    ['没有可显示的就返回 null', 'Answer null where there is nothing to show'],
    (subject) => {
      if ((subject.plugin.slots ?? []).length === 0) return null
      const faults = slotAnswers(subject).flatMap((one) => {
        const fault = whyNoAnswer(one)
        return fault ? [`${one.slot}: ${fault}`] : []
      })
      return [...new Set(faults)]
    },
  ),
]

function whyNoAnswer({ answer, thrown }: SlotAnswer): string | null {
  if (thrown !== null) return `throws: ${thrown.slice(0, 160)}`
  return typeof answer !== 'object' || answer instanceof Promise ? 'gives no object at once' : null
}
