import { asId, type CustomerId, DAY, later } from '@mamapu/kernel'
import fc from 'fast-check'
import t from 'tap'
import {
  afterPurchase,
  afterSignIn,
  afterTouch,
  type Binding,
  isOver,
  promoterOf,
  type Touch,
} from './relation.rules.js'
import { whyNotUnder } from './tree.rules.js'

const START = new Date('2026-03-04T02:00:00Z')
const day = (days: number) => later(START, days * DAY)
const person = (n: number) => asId('cus', `cus_${String(n).padStart(32, '0')}`)
const [ANNA, BEA, CLEO, SHOPPER] = [person(1), person(2), person(3), person(9)]
const terms = { protectDays: 5, validDays: 20 }
const touch = (promoter: CustomerId, days: number): Touch => ({ promoter, at: day(days), scene: 'link' })
const after = (touches: readonly Touch[]) =>
  touches.reduce<Binding | null>((binding, one) => afterTouch(binding, one, terms).binding, null)
const holder = (...touches: readonly Touch[]) => after(touches)?.promoter

t.test('first touch, protection, take-over, validity: five and twenty days', async (t) => {
  t.match(afterTouch(null, touch(ANNA, 0), terms), {
    change: 'first',
    binding: { promoter: ANNA, protectedUntil: day(5), validUntil: day(20) },
  })
  t.equal(holder(touch(ANNA, 0), touch(BEA, 4.999)), ANNA, 'protected')
  t.equal(holder(touch(ANNA, 0), touch(BEA, 5)), BEA, 'taken over from the first instant after')
  t.equal(holder(touch(ANNA, 0), touch(BEA, 5), touch(ANNA, 9)), BEA, 'now she is protected')
  t.equal(
    holder(touch(ANNA, 0), touch(ANNA, 4), touch(BEA, 6)),
    BEA,
    'a visit lasts longer, it does not protect',
  )
  t.match(after([touch(ANNA, 0), touch(ANNA, 15)]), { boundAt: day(0), validUntil: day(35) })
  const anna = after([touch(ANNA, 0)]) as Binding
  t.notOk(isOver(anna, day(19.999)))
  t.ok(isOver(anna, day(20)))
  t.match(afterTouch(anna, touch(BEA, 20), terms), { change: 'again', binding: { promoter: BEA } })
  t.match(afterTouch(anna, touch(ANNA, 20), terms), { change: null, binding: { boundAt: day(20) } })
  const always = { protectDays: 5, validDays: 0 }
  t.equal(afterTouch(null, touch(ANNA, 0), always).binding.validUntil, null)
})

t.test('a purchase protects and lasts anew; one from before or after the binding does nothing', async (t) => {
  const anna = after([touch(ANNA, 0)]) as Binding
  t.match(afterPurchase(anna, day(10), terms), { protectedUntil: day(15), validUntil: day(30) })
  t.same(afterPurchase(anna, day(20), terms), anna)
  t.same(afterPurchase(anna, day(-1), terms), anna)
})

t.test('what is told late counts at its own time', async (t) => {
  t.equal(holder(touch(BEA, 3), touch(ANNA, 0)), ANNA, 'she was first, and protected on the third day')
  t.equal(holder(touch(BEA, 6), touch(ANNA, 0)), BEA, 'first, but not protected any more')
  t.equal(holder(touch(ANNA, 0), touch(ANNA, 8), touch(BEA, 7)), ANNA, 'overtaken by a later visit')
})

t.test('signing in joins the browser’s touches to the customer’s, whose own link binds nobody', async (t) => {
  const browser = after([touch(ANNA, 6)]) as Binding
  const about = { customer: SHOPPER, terms }
  t.match(afterSignIn(null, browser, about), {
    change: 'first',
    binding: { promoter: ANNA, boundAt: day(6) },
  })
  t.match(afterSignIn(after([touch(BEA, 0)]), browser, about), { change: 'take-over' })
  t.match(afterSignIn(after([touch(BEA, 2)]), browser, about), { change: null, binding: { promoter: BEA } })
  t.equal(afterSignIn(null, browser, { customer: ANNA, terms }), null)
  const at = day(7)
  t.equal(promoterOf(null, browser, { customer: null, terms, at }), ANNA, 'a guest')
  t.equal(promoterOf(null, browser, { customer: SHOPPER, terms, at }), ANNA, 'signed in a second ago')
  t.equal(promoterOf(after([touch(BEA, 2)]), browser, { customer: SHOPPER, terms, at }), BEA)
  t.equal(promoterOf(after([touch(BEA, 2)]), browser, { customer: ANNA, terms, at }), BEA)
  t.equal(promoterOf(null, browser, { customer: SHOPPER, terms, at: day(26) }), null, 'over')
  t.equal(promoterOf(null, null, { customer: SHOPPER, terms, at }), null)
})

const touches = fc.array(
  fc.record({ who: fc.integer({ min: 1, max: 3 }), days: fc.integer({ min: 0, max: 60 }) }),
  { minLength: 1, maxLength: 25 },
)

t.test(
  'property: whatever is opened in whatever order, protection holds and nothing outlives its days',
  async () => {
    fc.assert(
      fc.property(
        touches,
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 30 }),
        (list, protect, valid) => {
          const rules = { protectDays: protect, validDays: valid }
          let binding: Binding | null = null
          for (const { who, days } of [...list].sort((a, b) => a.days - b.days)) {
            const before: Binding | null = binding
            const { binding: next, change }: ReturnType<typeof afterTouch> = afterTouch(
              before,
              touch(person(who), days),
              rules,
            )
            binding = next
            if (change === null && before !== null && before.promoter !== next.promoter) return false
            if (change === 'take-over' && before !== null && day(days) < before.protectedUntil) return false
            if (change === 'again' && before !== null && !isOver(before, day(days))) return false
            if (
              next.touchedAt < next.boundAt ||
              (next.validUntil !== null && next.validUntil < next.touchedAt)
            )
              return false
            if (isOver(next, day(days)) && valid > 0) return false
          }
          return true
        },
      ),
      { seed: 5, numRuns: 400 },
    )
  },
)

t.test('property: two touches end the same in either order, and told twice they change nothing', async () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })),
      ([first, second]) => {
        const [a, b] = [touch(ANNA, first), touch(BEA, second)]
        const [one, other] = [after([a, b]), after([b, a])]
        const isTie = first === second
        return (
          (isTie || one?.promoter === other?.promoter) &&
          after([a, b, b])?.promoter === one?.promoter &&
          after([a, a])?.validUntil?.getTime() === after([a])?.validUntil?.getTime()
        )
      },
    ),
    { seed: 6, numRuns: 400 },
  )
})

t.test('defect: loops were checked one level up; property: here none of any length closes', async (t) => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 11 })), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(pairs, (asked) => {
      const above = new Map<CustomerId, CustomerId>()
      const ancestors = (of: CustomerId) => {
        const found: CustomerId[] = []
        for (let up = above.get(of); up !== undefined; up = above.get(up)) {
          if (found.includes(up)) return null
          found.push(up)
        }
        return found
      }
      for (const [who, under] of asked) {
        const chain = ancestors(person(under))
        if (chain === null) return false
        if (whyNotUnder(person(who), person(under), chain) === null) above.set(person(who), person(under))
      }
      return [...above.keys()].every((one) => ancestors(one) !== null && !ancestors(one)?.includes(one))
    }),
    { seed: 7, numRuns: 400 },
  )
  const chain = Array.from({ length: 40 }, (_, n) => person(n + 10))
  t.equal(whyNotUnder(person(49), person(9), chain), 'loop', 'forty above one another')
  t.equal(whyNotUnder(CLEO, CLEO, []), 'self')
  t.equal(
    whyNotUnder(
      CLEO,
      ANNA,
      Array.from({ length: 1000 }, (_, n) => person(n + 100)),
    ),
    'too_deep',
  )
})
