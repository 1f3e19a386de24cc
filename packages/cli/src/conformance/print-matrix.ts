import { OutsideError } from '@mamapu/kernel'
import { loadEntries } from './entries.js'
import { openSuite, pairRows, rowOf } from './matrix.js'
import { faultCount, type Row, tableLines } from './table.js'

/** The whole matrix, printed; the process’s exit code says whether all is kept. Started by `npm run conformance`. */
const undo: (() => unknown)[] = []
const t = { teardown: (work: () => unknown) => void undo.push(work) }
const started = process.hrtime.bigint()
try {
  const entries = await loadEntries(process.argv.slice(2))
  const house = await openSuite(t, entries)
  const rows: Row[] = []
  for (const entry of entries) rows.push(await rowOf(t, house, entry))
  const pairs = await pairRows(house, entries)
  for (const line of tableLines(rows, pairs)) console.log(line)
  const broken = faultCount(rows, pairs)
  const seconds = Number((process.hrtime.bigint() - started) / 1_000_000_000n)
  console.log(
    broken === 0
      ? `\n全部守住 · everything is kept (${seconds} s)`
      : `\n${broken} 处有错 · ${broken} broken (${seconds} s)`,
  )
  process.exitCode = broken === 0 ? 0 : 1
} catch (error) {
  if (!(error instanceof OutsideError)) throw error
  console.error(`\n✗ ${error.message} [${error.code}]`)
  process.exitCode = 1
} finally {
  for (const work of undo.reverse()) await work()
}
