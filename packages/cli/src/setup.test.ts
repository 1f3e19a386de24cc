// The set-up script in a small workspace of its own, with stand-ins for npx, the compiler and the command line.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { workspace } from './test-workspace.js'
import { readCounts, reportFile, summaryLine } from './testing/report.js'
import { mayShareProcess } from './testing/run-test-file.js'
import { startHost } from './testing/test-process.js'

const INSTALL = 'npx --yes --prefer-offline pnpm@10.34.9 install --frozen-lockfile --prefer-offline'

t.test('packages are asked for once, and again only when what they follow from has changed', async (t) => {
  const { run, calls, write, root } = workspace(t)
  await run('verify', 'a', '--b')
  t.match(calls(), [new RegExp(`^${INSTALL}`), 'tsc -b packages/cli', 'main verify a --b'])

  await run('verify')
  t.same(calls().slice(3), ['tsc -b packages/cli', 'main verify'])

  write('pnpm-lock.yaml', 'two')
  await run('verify')
  t.match(calls()[5], INSTALL, 'another lock file')

  write('plugins/new/package.json', '{ "dependencies": { "a": "1" } }')
  await run('verify')
  t.match(calls()[8], INSTALL, 'another package')
  await run('verify')
  t.match(calls()[11], INSTALL, 'its folder node_modules is still missing')

  rmSync(join(root, 'node_modules', '.mamapu-setup'))
  await run('verify')
  t.match(calls()[14], INSTALL, 'node_modules made anew')
})

t.test('what plugins.json names is compiled with the command line, when it has sources', async (t) => {
  const { run, calls, write } = workspace(t)
  write('plugins.json', '{ "plugins": [{ "from": "plugins/a" }, { "from": "plugins/b" }, { "from": "c" }] }')
  write('plugins/a/tsconfig.json', '{}')
  await run('start')
  t.match(calls()[1], /^tsc -b packages\/cli plugins\/a$/)
  await run('conformance')
  t.equal(calls().at(-2), 'tsc -b', 'samples are compiled with the tests')

  write('plugins.json', '{ not even JSON')
  t.equal((await run('verify')).code, 0, 'the command says what is wrong with it')
  t.equal(calls().at(-2), 'tsc -b packages/cli')
})

t.test('a failing set-up says what to do, runs nothing and is tried again', async (t) => {
  const { run, calls, write } = workspace(t)
  write('npm/npx-cli.js', "console.error('no network here'); process.exit(3)")
  const failed = await run('test')
  t.equal(failed.code, 1)
  t.match(failed.output, /npm config get registry/)
  t.match(failed.output, /no network here/)
  t.match(failed.output, /\n0 passed, 1 failed\n$/)
  t.same(calls(), [])

  write('npm/npx-cli.js', '')
  write('node_modules/typescript/bin/tsc', 'process.exit(2)')
  const broken = await run('start')
  t.equal(broken.code, 1)
  t.match(broken.output, /does not compile/)
  t.same(calls(), [])
})

t.test('the command ends us as it ends itself', async (t) => {
  const { run, start, write } = workspace(t)
  write('packages/cli/dist/main.js', 'process.exit(7)')
  t.equal((await run('verify')).code, 7)

  write(
    'packages/cli/dist/main.js',
    "process.on('SIGTERM', () => { console.log('told'); process.exit(3) }); console.log('up'); setInterval(() => {}, 1000)",
  )
  const child = start('start')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    lines.push(line)
    if (line === 'up') child.kill('SIGTERM')
  }
  t.match(lines, ['up', 'told'])
  t.equal(child.exitCode ?? ((await once(child, 'exit')) as [number])[0], 3)
})

t.test('killed by nothing it can hear, it still leaves nobody behind who serves', async (t) => {
  const { start, write } = workspace(t)
  write(
    'packages/cli/dist/main.js',
    "process.once('disconnect', () => { console.log('alone'); process.exit() }); console.log('up'); setInterval(() => {}, 1000)",
  )
  const child = start('start')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    lines.push(line)
    if (line === 'up') child.kill('SIGKILL')
  }
  t.same(lines.slice(-2), ['up', 'alone'])
})

for (const code of [75, 86])
  t.test(
    `a server that ends with ${code} is started again, five times a minute at most; nothing else is`,
    async (t) => {
      const { run, calls, write } = workspace(t)
      write(
        'packages/cli/dist/main.js',
        `require('fs').appendFileSync('calls', 'main\\n'); process.exit(${code})`,
      )
      const ended = await run('start')
      t.equal(ended.code, code)
      t.equal(calls().filter((call) => call === 'main').length, 6)

      await run('verify')
      t.equal(calls().filter((call) => call === 'main').length, 7)
    },
  )

t.test('the count of a test run comes from what tap wrote, and nothing that fails is left out', async (t) => {
  t.same(readCounts('ok 1\n# { total: 4, pass: 1, fail: 2, skip: 1 }\n'), {
    passed: 1,
    failed: 2,
    skipped: 1,
  })
  t.same(readCounts('1..0 # SKIP no redis'), { passed: 0, failed: 0, skipped: 1 })
  t.equal(readCounts('TAP version 14\nok 1 - and then it died\n'), null)
  t.equal(summaryLine({ passed: 3, failed: 0, skipped: 0 }), '3 passed, 0 failed')
  t.equal(summaryLine({ passed: 3, failed: 1, skipped: 2 }), '3 passed, 1 failed, 2 skipped')

  const report = reportFile({
    file: 'a.test.ts',
    counts: { passed: 1, failed: 1, skipped: 1 },
    output: 'ok 1 - fine\nok 2 - needs # SKIP no redis\nnot ok 3 - wrong\n  ---\n  diff: 1\n  ...\n',
    seconds: 1,
    trouble: null,
  })
  t.match(report, /^✗ a\.test\.ts {2}1 passed, 1 failed, 1 skipped/)
  t.match(report, '~ needs: no redis')
  t.match(report, 'not ok 3 - wrong')
  t.match(report, 'diff: 1')
  t.notMatch(report, 'fine')
})

t.test(
  'files that share a process are counted each for itself, and one that ends it fails alone',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'mamapu-host-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const file = (name: string, body: string) => {
      const path = join(folder, `${name}.mjs`)
      writeFileSync(path, `import t from ${JSON.stringify(import.meta.resolve('tap'))}\n${body}`)
      return path
    }
    const three = `t.teardown(() => console.log('# put away'))\nt.test('three', async (t) => { t.ok(1); t.ok(2) })\nt.test('skipped', { skip: 'no redis' }, () => {})`
    const wrong = `t.test('wrong', async (t) => { t.ok(1); t.equal(1, 2, 'one is two') })`
    const host = startHost(process.env, new AbortController().signal)

    const first = await host.run(file('first', three))
    t.match(first, { counts: { passed: 2, failed: 0, skipped: 1 }, ending: null })
    t.match(first.output, 'SKIP no redis', 'what it skips is told with it')
    t.match(first.output, 'put away', 'what it opened is closed before the next begins')
    const second = await host.run(file('second', wrong))
    t.match(second, { counts: { passed: 1, failed: 1, skipped: 0 }, ending: null })
    t.match(second.output, 'one is two')
    t.notMatch(second.output, 'no redis')
    const third = await host.run(file('third', `t.test('gone', () => process.kill(process.pid, 'SIGKILL'))`))
    t.match(third, { counts: null, ending: 'ended with SIGKILL' })
    await host.end()

    t.ok(mayShareProcess('packages/core/src/ledger/ledger.test.ts'))
    t.notOk(mayShareProcess('packages/cli/src/setup.test.ts'), 'it starts processes')
    t.notOk(mayShareProcess('packages/db/src/driver.test.ts'), 'it does more at its top than name tests')
  },
)
