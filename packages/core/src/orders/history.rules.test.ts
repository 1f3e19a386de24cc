import { later } from '@mamapu/kernel'
import t from 'tap'
import { asItHappened } from './history.rules.js'

const at = new Date('2026-03-04T02:00:00Z')
const entry = (from: string | null, to: string, when = at) => ({ from, to, at: when })

t.test(
  'what happened at one instant is told from state to state, whatever order it was read in',
  async (t) => {
    const placed = entry(null, 'unpaid', later(at, -1))
    const [paid, noted, sent, received] = [
      entry('unpaid', 'paid'),
      entry('paid', 'paid'),
      entry('paid', 'shipped'),
      entry('shipped', 'received'),
    ]
    const done = entry('received', 'completed', later(at, 1))
    t.same(asItHappened([placed, received, sent, paid, done]), [placed, paid, sent, received, done])
    t.same(asItHappened([placed, sent, paid, received, done]), [placed, paid, sent, received, done])
    t.same(
      asItHappened([received, noted, paid]).length,
      3,
      'nothing is lost where the beginning is not known',
    )
    t.same(asItHappened([]), [])
  },
)
