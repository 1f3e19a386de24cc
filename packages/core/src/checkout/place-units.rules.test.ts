import { asId, type Id, newId } from '@mamapu/kernel'
import type { QuotaTake } from '@mamapu/pricing'
import fc from 'fast-check'
import t from 'tap'
import { type HeldTake, planSwap, unitsInstead, withinRoom } from './place-units.rules.js'

const LINES = ['1', '2', '3'].map((digit) => asId('lin', `lin_${digit.repeat(32)}`))
const at = new Date('2026-03-04T02:00:00Z')
const lineId = fc.constantFrom(...LINES)
const units = fc.integer({ min: 1, max: 5 })
const heldAs = (kind: string) =>
  fc
    .array(fc.record({ lineId, units, quotaId: fc.constantFrom('a', 'b') }), { maxLength: 5 })
    .map((takes) => takes.map((take): HeldTake => ({ ...take, id: newId('tak', at), kind })))
const wanted = fc.array(
  fc
    .record({ lineId, units, id: fc.constantFrom('a', 'b') })
    .map(
      (take): QuotaTake => ({ ...take, kind: 'own', limit: null, giveBack: 'refund', insteadOfStock: true }),
    ),
  { maxLength: 5 },
)
const slot: QuotaTake = { kind: 'slot', id: 's', units: 1, limit: 9, giveBack: 'refund' }

t.test('each line has as many units after a change of delivery as before', async (t) => {
  fc.assert(
    fc.property(heldAs('own'), heldAs('stock'), wanted, (held, shelved, takes) => {
      const { back, anew } = planSwap({ held, shelved, wanted: [...takes, slot], shelfOf: () => 'shelf' })
      for (const line of LINES) {
        const sum = (all: readonly { lineId: Id<'lin'> | null; units: number }[]) =>
          all.reduce((total, one) => total + (one.lineId === line ? one.units : 0), 0)
        if (sum(anew) !== sum(back)) return false
      }
      // Nothing is given back that was not there, and what goes to the shelf comes from a place.
      const had = new Map([...held, ...shelved].map((one) => [one.id, one.units]))
      return (
        back.every((one) => one.units > 0 && one.units <= (had.get(one.id) ?? 0)) &&
        anew.every((one) => one.units > 0) &&
        anew.some(({ kind }) => kind === 'slot')
      )
    }),
  )
  t.pass()
})

t.test('what a campaign stands for is not taken at the place as well', async (t) => {
  const take = { ...slot, kind: 'own', lineId: LINES[0] as string, units: 3, insteadOfStock: true }
  t.match(
    withinRoom([take, slot], () => 1),
    [{ units: 1 }, { kind: 'slot' }],
  )
  t.same(
    withinRoom([take], () => 0),
    [],
  )
  t.equal(unitsInstead([take, take, slot], LINES[0] as string), 6)
})

t.test('from the shelf to a place, to another, and back', async (t) => {
  const line = LINES[0] as Id<'lin'>
  const own = (id: string): QuotaTake => ({
    ...slot,
    kind: 'own',
    id,
    units: 2,
    limit: null,
    lineId: line,
    insteadOfStock: true,
  })
  const heldAt = (kind: string, quotaId: string): HeldTake => ({
    id: newId('tak', at),
    kind,
    quotaId,
    units: 2,
    lineId: line,
  })
  const shelfOf = () => 'shelf'
  const shelved = [heldAt('stock', 'shelf')]
  t.match(planSwap({ held: [], shelved, wanted: [own('a')], shelfOf }), {
    back: [{ kind: 'stock', units: 2 }],
    anew: [{ id: 'a', units: 2 }],
  })
  t.match(planSwap({ held: [heldAt('own', 'a')], shelved: [], wanted: [own('b')], shelfOf }), {
    back: [{ quotaId: 'a' }],
    anew: [{ id: 'b' }],
  })
  t.match(planSwap({ held: [heldAt('own', 'a')], shelved: [], wanted: [], shelfOf }), {
    back: [{ quotaId: 'a' }],
    anew: [{ kind: 'stock', id: 'shelf', units: 2, lineId: line }],
  })
  t.same(planSwap({ held: [heldAt('own', 'a')], shelved: [], wanted: [own('a')], shelfOf }), {
    back: [],
    anew: [],
  })
})
