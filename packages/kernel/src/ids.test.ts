import t from 'tap'
import { asId, ID_PREFIXES, idOf, newId, parseId, uuidOf, uuidv7 } from './ids.js'

t.test('ids are ordered by the time they were made and survive the database', async (t) => {
  const early = newId('ord', new Date('2026-01-01T00:00:00Z'))
  const late = newId('ord', new Date('2026-01-01T00:00:01Z'))
  t.ok(early < late)
  t.equal(idOf('ord', uuidOf(early)), early)
  const dashed = uuidOf(early).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  t.equal(idOf('ord', dashed), early)
  t.match(uuidOf(early), /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/, 'version 7, variant 10')
})

t.test('ten thousand ids of one millisecond differ', async (t) => {
  t.equal(new Set(Array.from({ length: 10_000 }, () => uuidv7(1))).size, 10_000)
})

t.test('what is not an id of that kind is refused', async (t) => {
  const order = newId('ord', new Date(0))
  t.equal(parseId('ord', order), order)
  for (const bad of [
    '',
    'ord_',
    order.replace('ord', 'cus'),
    `${order}0`,
    order.toUpperCase(),
    `ord_${'g'.repeat(32)}`,
  ])
    t.equal(parseId('ord', bad), null, bad)
  t.throws(() => asId('cus', order))
  t.equal(new Set(ID_PREFIXES).size, ID_PREFIXES.length)
})
