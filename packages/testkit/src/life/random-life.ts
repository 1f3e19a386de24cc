import type fc from 'fast-check'
import type { LifeStep } from './life.js'

/** Steps of one life at most. */
export const LIFE_STEPS_MAX = 12

type FastCheck = Pick<typeof fc, 'array' | 'record' | 'nat'>

interface Draw {
  readonly which: number
  readonly units: number
}

/** As far as a life is foreseen: enough to choose steps that the product will not refuse. */
interface Foreseen {
  readonly state: 'unpaid' | 'late' | 'paid' | 'shipped' | 'received' | 'completed' | 'over'
  readonly shipped: number
  readonly refunded: number
}

type Move = readonly [steps: readonly LifeStep[], then: Partial<Foreseen>]

/**
 * Lives of an order of so many units: any legal sequence of paying (also silently, slowly, twice and late), expiring, cancelling,
 * sending parts, receiving, completing and refunding parts. Shrinks to short lives.
 */
export function randomLife(check: FastCheck, units: number): fc.Arbitrary<readonly LifeStep[]> {
  const draw = check.record({ which: check.nat({ max: 97 }), units: check.nat({ max: 97 }) })
  return check.array(draw, { minLength: 1, maxLength: LIFE_STEPS_MAX }).map((draws) => walk(draws, units))
}

function walk(draws: readonly Draw[], units: number): readonly LifeStep[] {
  let now: Foreseen = { state: 'unpaid', shipped: 0, refunded: 0 }
  const steps: LifeStep[] = []
  for (const draw of draws) {
    const moves = movesOf(now, units, draw)
    const move = moves[draw.which % moves.length]
    if (!move) break
    steps.push(...move[0])
    now = { ...now, ...move[1] }
  }
  return steps
}

function movesOf(now: Foreseen, units: number, draw: Draw): readonly Move[] {
  const pay = (how: 'pay' | 'twice' | 'slow' | 'silent' | 'late' | 'fail') => ({ do: 'pay', how }) as const
  const kept = units - now.refunded
  const unsent = Math.max(0, kept - now.shipped)
  const some = (max: number) => 1 + (draw.units % max)
  const refunds = (): Move[] => {
    if (kept === 0) return []
    const part = some(kept)
    const refunded = now.refunded + part
    const isSent = now.state === 'paid' && now.shipped > 0 && units - refunded <= now.shipped
    const rest =
      refunded === units ? ({ state: 'over' } as const) : isSent ? ({ state: 'shipped' } as const) : {}
    return [
      [[{ do: 'refund', units: part }], { refunded, ...rest }],
      [[{ do: 'refund' }], { refunded: units, state: 'over' }],
    ]
  }
  switch (now.state) {
    case 'unpaid':
      return [
        [[pay('pay')], { state: 'paid' }],
        [[pay('twice'), { do: 'wait', minutes: 1 }], { state: 'paid' }],
        [[pay('slow'), { do: 'wait', minutes: 1 }], { state: 'paid' }],
        [[pay('silent'), { do: 'wait', minutes: 2 }], { state: 'paid' }],
        [[pay('late')], { state: 'late' }],
        [[pay('fail')], {}],
        [[{ do: 'expire' }], { state: 'over' }],
        [[{ do: 'cancel' }], { state: 'over' }],
      ]
    case 'late':
      return [
        [[{ do: 'expire' }], { state: 'paid' }],
        [[{ do: 'cancel' }, { do: 'wait', minutes: 40 }], { state: 'over' }],
      ]
    case 'paid': {
      const part = some(Math.max(1, unsent))
      const state = part === unsent ? ('shipped' as const) : ('paid' as const)
      return [[[{ do: 'ship', units: part }], { shipped: now.shipped + part, state }], ...refunds()]
    }
    case 'shipped':
      return [
        [[{ do: 'receive' }], { state: 'received' }],
        [[{ do: 'complete' }], { state: 'completed' }],
        ...refunds(),
      ]
    case 'received':
      return [[[{ do: 'complete' }], { state: 'completed' }], ...refunds()]
    case 'completed':
      return refunds()
    case 'over':
      return []
  }
}
