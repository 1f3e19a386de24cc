import t from 'tap'
import { markOf, SeenPairs } from './seen-pairs.js'

const campaigns = Array.from({ length: 40 }, (_, n) => markOf(`cmp_${n}/2026-03-04`))
const campaign = (n: number) => campaigns[n % campaigns.length] as (typeof campaigns)[number]
const shopper = (n: number) => markOf(`session ${n % 10_007}`)

t.test(
  'what was seen is known, what was not is new: of 100,000 at most a handful are mistaken',
  async (t) => {
    const seen = new SeenPairs()
    let mistaken = 0
    for (let n = 0; n < 100_000; n += 1) if (!seen.isFirst(campaign(n), shopper(n))) mistaken += 1
    t.ok(mistaken < 20, `${mistaken} new ones were taken for seen`)
    let forgotten = 0
    for (let n = 0; n < 100_000; n += 1) if (seen.isFirst(campaign(n), shopper(n))) forgotten += 1
    t.equal(forgotten, 0)
  },
)

t.test('it starts anew rather than growing or filling up', async (t) => {
  const seen = new SeenPairs()
  for (let n = 0; n <= 400_100; n += 1) seen.isFirst(campaign(n), shopper(n))
  const [one] = campaigns
  for (let n = 0; n < 400_100; n += 1) seen.isFirst(markOf(`other ${n}`), one as never)
  let mistaken = 0
  for (let n = 0; n < 1000; n += 1) if (!seen.isFirst(markOf(`third ${n}`), one as never)) mistaken += 1
  t.ok(mistaken < 5)
  t.ok(seen.isFirst(campaign(1), shopper(1)), 'counted again')
})
