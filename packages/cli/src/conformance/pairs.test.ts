import { CONFORMANCE_CHECKS } from '@mamapu/testkit'
import t from 'tap'
import { loadEntries } from './entries.js'
import { openSuite, pairRows } from './matrix.js'
import { faultCount, tableLines } from './table.js'

t.setTimeout(240_000)

t.test('every pair of installed plugins keeps well, and each beside a greedy neighbour', async (t) => {
  const entries = await loadEntries()
  const pairs = await pairRows(await openSuite(t, entries), entries)
  const count = entries.length + 1
  t.equal(pairs.length, (count * (count - 1)) / 2)
  for (const { ids, faults } of pairs) t.same(faults, [], ids.join(' × '))
})

t.test(
  'named are ids and folders; the table marks what is kept, broken and not there to look at',
  async (t) => {
    t.same(
      (await loadEntries(['points'])).map(({ plugin }) => plugin.id),
      ['points'],
    )
    await t.rejects(loadEntries(['nowhere']), { code: 'PLUGIN_NOT_FOUND' })
    const written = { 'package.json': '{}', 'index.js': '', src: { 'conformance.samples.ts': '' } }
    await t.rejects(loadEntries([t.testdir(written)]), { code: 'SAMPLES_NOT_COMPILED' })
    const [one, two, three] = CONFORMANCE_CHECKS
    const verdicts = [one, two, three].flatMap((check, index) =>
      check ? [{ check, faults: [[], ['it is open'], null][index] ?? null }] : [],
    )
    const rows = [{ id: 'points', verdicts }]
    const pairs = [{ ids: ['points', 'levels'] as const, faults: [] }]
    const lines = tableLines(rows, pairs)
    const marks = lines.filter((line) => /^[✓✗·] {2}/.test(line)).map((line) => line[0])
    t.same(marks, ['✓', '✗', '·'])
    t.ok(lines.includes('    it is open'))
    t.ok(lines.includes('✓ points × levels'))
    t.equal(faultCount(rows, pairs), 1)
  },
)
