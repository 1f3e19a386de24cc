import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sumFen } from '@mamapu/kernel'
import { price } from '@mamapu/pricing'
import { arbitrary, calmMood, checkBlocks, fixturePlugin, renderBlocks } from '@mamapu/testkit'
import fc from 'fast-check'
import t from 'tap'

const at = new Date('2026-03-04T02:00:00Z')

t.test('carts and offers of every stage are such as the arbiter takes, and are of many kinds', async (t) => {
  const { offers, carts, policies } = arbitrary
  const won = new Set<string>()
  const one = fc.oneof(offers.unit, offers.line, offers.order, offers.shipping, offers.points)
  fc.assert(
    fc.property(carts, fc.array(one, { maxLength: 1 }), policies, (cart, some, policy) => {
      const priced = price(cart, some, policy)
      for (const { offerId, outcome } of priced.trace)
        if (outcome === 'won') won.add(String(offerId.split(':')[0]))
      return sumFen(priced.lines.map(({ payableFen }) => payableFen)) <= priced.payableFen
    }),
    { numRuns: 400, seed: 2 },
  )
  t.same([...won].sort(), ['line', 'order', 'points', 'ship', 'unit'])
})

t.test('windows, recurrences and refunds are whole', async (t) => {
  const kinds = new Set<string>()
  fc.assert(
    fc.property(
      arbitrary.windows(at),
      arbitrary.recurrences,
      ({ startsAt, endsAt }, { every, days, times }) => {
        kinds.add(every)
        const isOrdered = times.every(
          ({ from, to }, index) => from < to && from >= (times[index - 1]?.to ?? ''),
        )
        return startsAt >= at && endsAt > startsAt && isOrdered && (every === 'day') === (days.length === 0)
      },
    ),
    { seed: 3 },
  )
  t.equal(kinds.size, 3)
  // #region properties
  fc.assert(
    fc.property(arbitrary.refunds([3, 1, 2]), (parts) => {
      const left = [3, 1, 2]
      for (const { line, units } of parts) left[line] = (left[line] ?? 0) - units
      return left.every((units) => units === 0) && parts.every(({ units }) => units > 0)
    }),
    { seed: 4 },
  )
  // #endregion
})

t.test('blocks: every one in each theme and language, what moves by its name', async (t) => {
  const plugin = fixturePlugin(calmMood())
  const html = renderBlocks(plugin, { strip: { usual: { a: 1 } } })
  t.match(html, /^<!-- strip, usual: warm zh-CN/)
  t.match(html, /en -->/)
  t.throws(() => renderBlocks(plugin, {}), /no sample of strip/)

  const folder = new URL(`${pathToFileURL(mkdtempSync(join(tmpdir(), 'blocks-'))).href}/`)
  t.teardown(() => rmSync(folder, { recursive: true }))
  const write = (path: string, text: string) => writeFileSync(new URL(path, folder), text)
  for (const name of ['blocks', 'src']) mkdirSync(new URL(name, folder))
  const own = { ...plugin, blocksDir: new URL('blocks/', folder) }
  write('src/blocks.samples.json', '{ "strip": { "usual": {} } }')
  write('blocks/strip.hbs', '<p>{{t "done"}}</p>')
  t.match(checkBlocks(own), [/blocks\.snapshot\.txt:1 was "" .* UPDATE_BLOCKS=1/])
  write('src/blocks.snapshot.txt', renderBlocks(own, { strip: { usual: {} } }))
  t.same(checkBlocks(own), [])
  write('blocks/strip.hbs', '<p>{{t "done"}}!</p>')
  t.match(checkBlocks(own), [/:2 was "<p>好了<\/p>" and is "<p>好了!<\/p>"/])
})
