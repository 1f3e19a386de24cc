// Sets the workspace up and hands over to the command line: `node packages/cli/setup.mjs <command> …args`.
// It needs nothing but Node, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const PNPM = 'pnpm@10.34.9'
const NODE_FLOOR = [20, 19]
/** A server that ends with one of these is started again: it asked to be, or a plugin had held its main thread. */
const RESTART_CODES = [75, 86]
const RESTARTS_MAX_PER_MINUTE = 5
/** Folders whose folders are packages of the workspace, as in pnpm-workspace.yaml. */
const MEMBERS = ['packages', 'plugins', join('plugins', 'examples')]

/** Commands that run what is compiled with the tests. */
const WITH_TESTS = ['test', 'check', 'conformance']

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const [command = 'help', ...args] = process.argv.slice(2)

requireNode()
installPackages()
compile()
// The journeys are tested in a browser, console and all.
if (command === 'start' || command === 'dev' || command === 'test') buildConsole()
handOver()

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1])) return
  giveUp(
    `需要 Node ${NODE_FLOOR.join('.')} 或更新版本，当前是 ${process.versions.node}。请从 https://nodejs.org 安装。`,
    `Node ${NODE_FLOOR.join('.')} or newer is needed, this is ${process.versions.node}. Install it from https://nodejs.org.`,
  )
}

/** Nothing is asked of the network while the marker tells that these very packages are in. */
function installPackages() {
  const marker = join(root, 'node_modules', '.mamapu-setup')
  const wanted = packagesHash()
  if (readIfThere(marker) === wanted && hasAllModules()) return

  const done = step('安装依赖', 'installing packages')
  const loud = process.stdout.isTTY === true
  const flags = [
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    ...(loud ? [] : ['--reporter=append-only']),
  ]
  const [program, ...first] = pnpm()
  const result = spawnSync(program, [...first, ...flags], {
    cwd: root,
    encoding: 'utf8',
    // CI: pnpm asks nothing. NODE_ENV: the compiler is a development package and is needed here too.
    env: { ...process.env, CI: 'true', NODE_ENV: 'development' },
    stdio: loud ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (result.status !== 0) {
    const said = loud
      ? ''
      : `${result.stdout ?? ''}\n${result.stderr ?? ''}`.trim().split('\n').slice(-30).join('\n')
    giveUp(
      `依赖没有装好。请检查网络或 npm registry 设置(npm config get registry)，然后再运行一次；已下载的会保留。`,
      `The packages could not be installed. Check the network and the registry (npm config get registry), ` +
        `then run this again; what was downloaded is kept.`,
      said || String(result.error ?? ''),
    )
  }
  mkdirSync(dirname(marker), { recursive: true })
  writeFileSync(marker, wanted)
  done()
}

/** Our pnpm, by npx of the npm that runs us, else by the one on the path. */
function pnpm() {
  const npm = process.env.npm_execpath ?? ''
  const cli = join(dirname(npm), 'npx-cli.js')
  const npx = /npm-cli\.js$/.test(npm) && existsSync(cli) ? [process.execPath, cli] : ['npx']
  return [...npx, '--yes', '--prefer-offline', PNPM]
}

function packagesHash() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']
  for (const folder of MEMBERS) {
    for (const name of list(join(root, folder))) files.push(join(folder, name, 'package.json'))
  }
  for (const name of list(join(root, 'patches'))) files.push(join('patches', name))
  return hashFiles(files, `${process.version} ${process.platform}-${process.arch} ${PNPM}`)
}

/** False when a folder of packages was taken away by hand. */
function hasAllModules() {
  return MEMBERS.every((group) =>
    list(join(root, group)).every((name) => {
      const manifest = readIfThere(join(root, group, name, 'package.json'))
      return (
        !/"(dev|optional)?dependencies"/i.test(manifest) ||
        existsSync(join(root, group, name, 'node_modules'))
      )
    }),
  )
}

/** The product itself needs only the command line and what is installed; tests, and samples of plugins, lie beside it. */
function compile() {
  const projects = WITH_TESTS.includes(command) ? [] : [join('packages', 'cli'), ...listedProjects()]
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const firstTime = !existsSync(join(root, 'packages', 'cli', 'dist', 'main.js'))
  const done = firstTime ? step('编译', 'compiling') : () => {}
  const result = spawnSync(process.execPath, [compiler, '-b', ...projects], { cwd: root, stdio: 'inherit' })
  if (result.status !== 0) {
    giveUp(
      '代码没有通过编译，请先修正上面的错误。',
      'The code does not compile; mend the errors above first.',
    )
  }
  done()
}

/** Folders of plugins.json that have sources to compile; what is wrong with the list the command itself will say. */
function listedProjects() {
  try {
    const list = resolve(root, process.env.PLUGINS_FILE || 'plugins.json')
    const { plugins } = JSON.parse(readIfThere(list))
    const folders = plugins.map(({ from }) => from).filter((from) => from.includes('/'))
    return folders.filter((from) => existsSync(join(root, from, 'tsconfig.json')))
  } catch {
    return []
  }
}

/** Builds the merchant console when its sources changed. */
function buildConsole() {
  const admin = join(root, 'packages', 'admin')
  if (!existsSync(join(admin, 'vite.config.ts'))) return
  const stamp = join(admin, 'dist', '.source-hash')
  const wanted = hashFiles(sourcesOf(admin), packagesHash())
  if (readIfThere(stamp) === wanted) return

  const done = step('构建商家后台', 'building the merchant console')
  const vite = join(admin, 'node_modules', 'vite', 'bin', 'vite.js')
  const result = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: admin,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (result.status !== 0) {
    giveUp(
      '商家后台没有构建成功，请看上面的错误。',
      'The merchant console was not built; see the error above.',
    )
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
  done()
}

function sourcesOf(folder) {
  const found = []
  for (const name of list(folder)) {
    if (name === 'node_modules' || name === 'dist') continue
    const path = join(folder, name)
    if (statSync(path).isDirectory()) found.push(...sourcesOf(path))
    else found.push(relative(root, path))
  }
  return found
}

/** Runs the command with our terminal, passes signals on, ends as it ends. */
function handOver() {
  const main = join(root, 'packages', 'cli', 'dist', 'main.js')
  let restarts = []
  let child
  let stopping = false

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) {
    process.on(signal, () => {
      stopping ||= signal !== 'SIGUSR2'
      // A terminal sends its Ctrl-C to the child as well.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child?.kill(signal)
    })
  }
  // npm stopped by a signal takes its shell down and forgets us: then our parent changes.
  const parent = process.ppid
  const orphaned = setInterval(() => {
    if (process.ppid === parent || stopping) return
    stopping = true
    child?.kill('SIGTERM')
  }, 500)
  orphaned.unref()
  run()

  function run() {
    child = spawn(process.execPath, ['--enable-source-maps', main, command, ...args], {
      cwd: root,
      // The channel is for its end alone: when we are killed, whoever serves hears it and stops as well.
      stdio: ['inherit', 'inherit', 'inherit', ...(command === 'start' ? ['ipc'] : [])],
      env: { ...process.env, MAMAPU_PNPM: JSON.stringify(pnpm()) },
    })
    child.once('error', (error) => giveUp('无法启动。', 'It could not be started.', String(error)))
    child.once('exit', (code, signal) => {
      if (RESTART_CODES.includes(code) && command === 'start' && !stopping && mayRestart()) return run()
      process.exit(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  }

  function mayRestart() {
    const now = performance.now()
    restarts = [...restarts.filter((at) => now - at < 60_000), now]
    if (restarts.length <= RESTARTS_MAX_PER_MINUTE) {
      say('重新启动', 'starting again')
      return true
    }
    say('一分钟内重启太多次，停止', 'too many restarts within a minute, stopping')
    return false
  }
}

function step(zh, en) {
  say(`${zh}…`, `${en}…`)
  const began = performance.now()
  return () => {
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    say(`${zh}完成（${seconds} 秒）`, `${en}: done in ${seconds} s`)
  }
}

function say(zh, en) {
  console.log(`[mamapu] ${zh} · ${en}`)
}

function giveUp(zh, en, detail = '') {
  console.error(`\n${zh}\n${en}${detail ? `\n\n${detail}` : ''}`)
  // Whoever reads the last line of a test run finds the count there in any case.
  if (command === 'test') console.log('0 passed, 1 failed')
  process.exit(1)
}

function hashFiles(files, salt) {
  const hash = createHash('sha256').update(salt)
  for (const file of files) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(`\0${file}\0`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

function list(folder) {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
