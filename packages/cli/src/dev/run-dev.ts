import { workspaceRoot } from '../workspace.js'
import { type Compiled, checkTypes, compileChanged } from './compile.js'
import type { FrontDoor } from './front-door.js'
import { type FileWatch, watchFiles } from './watch-files.js'
import { prepareWebProcess, type WebProcess } from './web-process.js'

/** A process that ends with one of these asks to be started again, as under `npm start`. */
const RESTART_CODES: readonly (number | null)[] = [75, 86]
const RESTARTS_MAX_PER_MINUTE = 5

interface DevOptions {
  readonly door: FrontDoor
  readonly env: NodeJS.ProcessEnv
  say(line: string): void
  /** Tests put in their own. */
  readonly steps?: DevSteps
}

/** What a change goes through. */
export interface DevSteps {
  readonly watch: (onChange: (paths: ReadonlySet<string>) => void) => FileWatch
  readonly compile: (paths: ReadonlySet<string>) => Promise<Compiled>
  readonly checkTypes: typeof checkTypes
  readonly prepare: typeof prepareWebProcess
}

const STEPS: DevSteps = {
  watch: (onChange) => watchFiles(workspaceRoot, onChange),
  compile: compileChanged,
  checkTypes,
  prepare: prepareWebProcess,
}

/** Serves, and serves anew what changed, until it is closed. */
export class DevServer {
  private readonly options: DevOptions
  private readonly steps: DevSteps
  private readonly watch: FileWatch
  private serving: WebProcess | null = null
  private coming: WebProcess | null = null
  /** Stands ready while nothing of the packages changes. */
  private spare: Promise<WebProcess> | null = null
  private changed = new Set<string>()
  /** Saved and not made into code, because something saved with it could not be. */
  private failed = new Set<string>()
  /** Served, and nobody has found its types right yet. */
  private readonly unchecked = new Set<string>()
  private checking: AbortController | null = null
  private areTypesRight = true
  private isWorking = false
  private isClosed = false
  private restarts: number[] = []

  constructor(options: DevOptions) {
    this.options = options
    this.steps = options.steps ?? STEPS
    this.watch = this.steps.watch((paths) => {
      for (const path of paths) this.changed.add(path)
      void this.work()
    })
  }

  /** The first process; later ones follow from changes. */
  start(): Promise<void> {
    return this.takeOver('')
  }

  async close(): Promise<void> {
    this.isClosed = true
    this.watch.close()
    this.checking?.abort()
    const spare = await this.spare
    await Promise.all([this.serving?.stop(), this.coming?.stop(), spare?.stop()])
  }

  /** One change after the other; what comes meanwhile is taken together. */
  private async work(): Promise<void> {
    if (this.isWorking) return
    this.isWorking = true
    this.checking?.abort()
    try {
      while (this.changed.size > 0 && !this.isClosed) {
        const paths = this.changed
        this.changed = new Set()
        const began = performance.now()
        if (paths.has('plugins.json')) this.watch.rescan()
        const [first = ''] = paths
        const what = paths.size === 1 ? first : `${first} +${paths.size - 1}`
        if ([...paths].some((path) => path.startsWith('packages/'))) await this.dropSpare()
        const whole = new Set([...this.failed, ...paths])
        const compiled = await this.steps.compile(whole)
        this.failed = compiled === 'failed' ? whole : new Set()
        if (compiled === 'unchecked') for (const path of whole) this.unchecked.add(path)
        if (compiled === 'failed')
          this.options.say(
            `✗ ${what}: 没有通过编译，旧的继续服务 · does not compile, the old one goes on serving`,
          )
        else await this.takeOver(what, began)
      }
    } finally {
      this.isWorking = false
    }
    await this.lookAtTypes()
  }

  /** After what changed is served: the compiler would take longer than everything else together. */
  private async lookAtTypes(): Promise<void> {
    if (this.unchecked.size === 0 || this.isClosed) return
    const checking = new AbortController()
    this.checking = checking
    const areRight = await this.steps.checkTypes(this.unchecked, checking.signal)
    if (areRight === null || this.checking !== checking) return
    if (areRight) this.unchecked.clear()
    if (!areRight)
      this.options.say('✗ 已在服务，但类型有误，见上 · it is served, but its types are wrong, see above')
    else if (!this.areTypesRight) this.options.say('✓ 类型都对了 · all types are right')
    this.areTypesRight = areRight
  }

  /** Starts a new process; it takes the door when it is ready, and only then does the old one go. */
  private async takeOver(what: string, began = performance.now()): Promise<void> {
    const { door, env, say } = this.options
    const fresh = await (this.spare ?? this.steps.prepare(env, { quiet: what !== '' }))
    this.spare = null
    this.coming = fresh
    const isReady = await fresh.begin()
    this.coming = null
    if (this.isClosed) return fresh.stop()
    if (!isReady)
      return say(
        this.serving
          ? `✗ ${what}: 新的没有起来，旧的继续服务 · the new one did not start, the old one goes on serving`
          : '✗ 没有起来，改好后会再试 · it did not start; it is tried again after the next change',
      )
    const old = this.serving
    this.serving = fresh
    door.leadTo(fresh.port)
    void fresh.ended.then((code) => this.whenEnded(fresh, code))
    if (what !== '') say(`✓ ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
    void this.renewSpare(old)
  }

  private async renewSpare(old: WebProcess | null): Promise<void> {
    await old?.stop()
    if (!this.isClosed) this.spare ??= this.steps.prepare(this.options.env, { quiet: true })
  }

  private async dropSpare(): Promise<void> {
    const spare = await this.spare
    this.spare = null
    await spare?.stop()
  }

  private whenEnded(ended: WebProcess, code: number | null): void {
    if (this.serving !== ended || this.isClosed) return
    this.serving = null
    this.options.door.leadNowhere()
    const now = performance.now()
    this.restarts = [...this.restarts.filter((at) => now - at < 60_000), now]
    if (RESTART_CODES.includes(code) && this.restarts.length <= RESTARTS_MAX_PER_MINUTE)
      void this.takeOver('重新启动 starting again')
    else
      this.options.say(
        `✗ 已停止 (${code})，改好后会再试 · it ended (${code}); it is tried again after the next change`,
      )
  }
}
