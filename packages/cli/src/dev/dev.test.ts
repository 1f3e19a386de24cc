// The door of `npm run dev`, what is watched, and a whole change from a saved file to the next process.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { freePort } from '../free-port.js'
import { openThemes } from '../product/themes.js'
import { workspaceRoot } from '../workspace.js'
import type { Compiled } from './compile.js'
import { openFrontDoor } from './front-door.js'
import { DevServer } from './run-dev.js'
import { transpile } from './transpile.js'
import { watchFiles } from './watch-files.js'
import type { WebProcess } from './web-process.js'

async function room(t: Test, says: string): Promise<Server> {
  const server = createServer((_request, reply) => reply.end(says)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => server.close())
  return server
}

const portOf = (server: Server) => (server.address() as AddressInfo).port

function ask(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', agent: false }, (reply) => {
      let text = ''
      reply.on('data', (part) => (text += String(part)))
      reply.on('end', () => resolve(text))
    }).on('error', reject)
  })
}

t.test(
  'the door leads to whoever serves now; who comes while nobody does waits and is not turned away',
  async (t) => {
    const port = await freePort()
    const door = await openFrontDoor(port, '127.0.0.1')
    t.teardown(() => door.close())
    const [one, two] = [await room(t, 'one'), await room(t, 'two')]
    const early = ask(port)
    door.leadTo(portOf(one))
    t.equal(await early, 'one', 'came before anybody served')
    t.equal(await ask(port), 'one')
    door.leadTo(portOf(two))
    t.equal(await ask(port), 'two')
    one.close()
    door.leadNowhere()
    const waits = ask(port)
    door.leadTo(portOf(two))
    t.equal(await waits, 'two')
    await t.rejects(openFrontDoor(port, '127.0.0.1'), { code: 'EADDRINUSE' }, 'somebody else listens there')
  },
)

t.test(
  'a saved source, block, text, theme or list is told with its path; tests and what is compiled are not',
  async (t) => {
    const root = mkdtempSync(join(tmpdir(), 'mamapu-watch-'))
    t.teardown(() => rmSync(root, { recursive: true, force: true }))
    const write = (path: string) => {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), String(performance.now()))
    }
    const kept = [
      'plugins/a/src/a.ts',
      'plugins/a/blocks/row.hbs',
      'plugins/a/locales/en.json',
      'themes/warm/theme.json',
    ]
    for (const path of [...kept, 'plugins.json', 'plugins/a/dist/a.js', 'packages/admin/src/main.ts'])
      write(path)
    const seen = new Set<string>()
    let wake = () => {}
    const watch = watchFiles(root, (paths) => {
      for (const path of paths) seen.add(path)
      wake()
    })
    t.teardown(() => watch.close())
    const toldOf = async (path: string) => {
      write(path)
      while (!seen.has(path)) await new Promise<void>((resolve) => (wake = resolve))
    }
    write('plugins/a/src/a.test.ts')
    write('plugins/a/src/conformance.samples.ts')
    write('plugins/a/dist/a.js')
    write('packages/admin/src/main.ts')
    for (const path of [...kept, 'plugins.json']) await toldOf(path)
    t.same([...seen].sort(), [...kept, 'plugins.json'].sort())
    write('plugins/b/src/b.ts')
    watch.rescan()
    await toldOf('plugins/b/src/b.ts')
    t.ok(seen.has('plugins/b/src/b.ts'), 'a plugin that came since')
  },
)

/** A dev server over stand-ins: each process begins when the test says how. */
function devServer(t: Test) {
  const heard = {
    led: [] as number[],
    stopped: [] as number[],
    compiled: [] as string[][],
    said: [] as string[],
    checked: [] as string[][],
  }
  const begins: ((isReady: boolean) => void)[] = []
  let change: (paths: ReadonlySet<string>) => void = () => {}
  let compiles: Compiled = 'compiled'
  let looked: (areRight: boolean) => void = () => {}
  let port = 0
  const prepare = async (): Promise<WebProcess> => {
    port += 1
    const own = port
    const begin = () => new Promise<boolean>((resolve) => begins.push(resolve))
    const stop = async () => void heard.stopped.push(own)
    return { port: own, ended: new Promise(() => {}), begin, stop }
  }
  const server = new DevServer({
    door: { leadTo: (to) => heard.led.push(to), leadNowhere() {}, close: async () => {} },
    env: {},
    say: (line) => heard.said.push(line),
    steps: {
      watch(onChange) {
        change = onChange
        return { rescan() {}, close() {} }
      },
      async compile(paths) {
        heard.compiled.push([...paths])
        return compiles
      },
      checkTypes(paths, signal) {
        heard.checked.push([...paths])
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(null))
          looked = resolve
        })
      },
      prepare,
    },
  })
  t.teardown(() => server.close())
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    heard,
    server,
    settle,
    save: (...paths: string[]) => change(new Set(paths)),
    async begin(isReady = true) {
      await settle()
      begins.shift()?.(isReady)
      await settle()
    },
    setCompiles: (value: Compiled) => {
      compiles = value
    },
    async haveLooked(areRight: boolean) {
      looked(areRight)
      await settle()
    },
  }
}

t.test(
  'the old process serves until the new one does: not compiled, not started, changed meanwhile',
  async (t) => {
    const { heard, server, save, begin, settle, setCompiles } = devServer(t)
    void server.start()
    await begin()
    t.same(heard.led, [1])
    setCompiles('failed')
    save('plugins/a/src/a.ts')
    await settle()
    t.same([heard.led, heard.stopped], [[1], []], 'does not compile: nothing changes')
    t.match(heard.said.at(-1), /旧的继续服务/)
    setCompiles('compiled')
    save('plugins/a/src/b.ts')
    await begin(false)
    t.same(heard.compiled.at(-1), ['plugins/a/src/a.ts', 'plugins/a/src/b.ts'], 'what failed comes along')
    t.same([heard.led, heard.stopped], [[1], []], 'does not start: nothing changes')
    save('plugins/a/blocks/b.hbs')
    await settle()
    save('plugins/a/blocks/c.hbs')
    save('plugins/a/blocks/d.hbs')
    await begin()
    t.equal(heard.led.length, 2)
    t.same(heard.stopped, [1], 'the old one goes once the new one serves')
    await begin()
    t.equal(heard.led.length, 3, 'what changed meanwhile is served too')
    t.same(heard.compiled.at(-1), ['plugins/a/blocks/c.hbs', 'plugins/a/blocks/d.hbs'], 'together')
  },
)

t.test(
  'a plugin serves before its types are looked at; a change stops the look, and all of it is looked at then',
  async (t) => {
    const { heard, server, save, begin, settle, setCompiles, haveLooked } = devServer(t)
    void server.start()
    await begin()
    setCompiles('unchecked')
    save('plugins/a/src/a.ts')
    await begin()
    t.equal(heard.led.length, 2, 'served')
    t.same(heard.checked, [['plugins/a/src/a.ts']])
    save('plugins/a/src/b.ts')
    await begin()
    t.equal(heard.led.length, 3, 'nobody waits for the compiler')
    t.same(heard.checked.at(-1), ['plugins/a/src/a.ts', 'plugins/a/src/b.ts'])
    const before = heard.said.length
    await haveLooked(false)
    t.match(heard.said.slice(before), [/类型有误/])
    save('plugins/b/src/b.ts')
    await begin()
    await haveLooked(true)
    const looked = ['plugins/a/src/a.ts', 'plugins/a/src/b.ts', 'plugins/b/src/b.ts']
    t.same(heard.checked.at(-1), looked, 'what was wrong is looked at again')
    t.match(heard.said.at(-1), /类型都对了/)
    await settle()
    t.equal(heard.led.length, 4)
  },
)

t.test(
  'a source becomes code by itself, with its lines; what is no TypeScript is told and leaves the old code',
  async (t) => {
    const root = mkdtempSync(join(tmpdir(), 'mamapu-transpile-'))
    t.teardown(() => rmSync(root, { recursive: true, force: true }))
    const path = 'plugins/a/src/deep/a.ts'
    const out = join(root, 'plugins/a/dist/deep/a.js')
    const write = (text: string) => {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    write(
      "import type { Gone } from './gone.js'\n\nexport const price = (x: Gone): number => (x as never as number) + 1\n",
    )
    t.same(await transpile([path, 'plugins/a/src/deleted.ts'], root), [])
    const made = (await import(pathToFileURL(out).href)) as { price(x: number): number }
    t.equal(made.price(1), 2)
    t.match(JSON.parse(readFileSync(`${out}.map`, 'utf8')), { sources: ['../../src/deep/a.ts'], version: 3 })
    const before = readFileSync(out, 'utf8')
    write('export const price = (: number\n')
    t.match(await transpile([path], root), [/a\.ts/])
    t.equal(readFileSync(out, 'utf8'), before)
    t.notOk(existsSync(join(root, 'plugins/a/dist/deleted.js')))
  },
)

t.test(
  'what was written without the compiler is not taken for its own: put back, the old code is there again',
  async (t) => {
    const root = mkdtempSync(join(tmpdir(), 'mamapu-memory-'))
    t.teardown(() => rmSync(root, { recursive: true, force: true }))
    const write = (path: string, text: string) => {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    const options = {
      composite: true,
      rootDir: 'src',
      outDir: 'dist',
      tsBuildInfoFile: 'dist/.tsbuildinfo',
      module: 'NodeNext',
      types: [],
    }
    write('plugins/a/tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['src'] }))
    const compile = () => {
      const compiler = join(workspaceRoot, 'node_modules', 'typescript', 'bin', 'tsc')
      t.equal(spawnSync(process.execPath, [compiler, '-b', join(root, 'plugins/a')]).status, 0)
      return readFileSync(join(root, 'plugins/a/dist/a.js'), 'utf8')
    }
    const path = 'plugins/a/src/a.ts'
    write(path, 'export const a = 1\n')
    const before = compile()
    write(path, 'export const a = 2\n')
    t.same(await transpile([path], root), [])
    write(path, 'export const a = 1\n')
    t.equal(compile(), before)
  },
)

t.test('a theme with a fault is refused at every start, also when a sound one was remembered', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'mamapu-themes-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const theme = join(dataDir, 'warm')
  cpSync(join(workspaceRoot, 'themes', 'warm'), theme, { recursive: true })
  const open = () => openThemes(dataDir, [theme])
  const [first] = open()
  t.equal(open()[0], first, 'nothing changed: not read again')
  const cart = join(theme, 'templates', 'cart.hbs')
  const sound = readFileSync(cart, 'utf8')
  for (const [text, code] of [
    [`${sound}{{#if cart}}`, /T050/],
    [`${sound}{{nothingKnown cart}}`, /T060/],
    [`${sound}{{{cart.title}}}`, /T051/],
  ] as const) {
    writeFileSync(cart, text)
    t.throws(open, code)
    t.throws(open, code, 'and again')
  }
  rmSync(cart)
  t.throws(open, /T020/)
  writeFileSync(cart, sound)
  t.not(open()[0], undefined)
  writeFileSync(join(theme, 'theme.json'), '{')
  t.throws(open, /T010/)
})

t.test('told to stop twice, by its parent and with its group, it still ends by itself', async (t) => {
  const file = new URL('../commands/told-to-stop.js', import.meta.url).href
  const code = `const { toldToStop } = await import('${file}')
    const told = toldToStop(); const alive = setInterval(() => {}, 1000); console.log('ready'); await told
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.kill(process.pid, signal)
    setTimeout(() => { clearInterval(alive); console.log('closed'); process.exit(7) }, 100)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (part) => {
    if (said === '') child.kill('SIGTERM')
    said += String(part)
  })
  const [status] = (await once(child, 'close')) as [number | null]
  t.same([status, said], [7, 'ready\nclosed\n'])
})
