import { Breakers, type Hook } from './breakers.js'
import type { PluginHost } from './host.js'

/** So many different faults are told. */
const FAULTS_MAX = 50

/** What failed while looking back, told once per hook and cause. */
export interface QuietFault {
  readonly plugin: string
  /** `price:<rule>`, `fact:<fact>` … */
  readonly hook: string
  readonly cause: string
}

/** Lets every hook through and writes nothing; what fails is kept for whoever asked. */
class QuietBreakers extends Breakers {
  readonly faults = new Map<string, QuietFault>()

  override admits(): boolean {
    return true
  }
  override answered(): void {}
  override failed({ pluginId, hook }: Hook, _at: Date, error: unknown): void {
    const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const key = `${pluginId}|${hook}|${cause}`
    if (this.faults.size < FAULTS_MAX) this.faults.set(key, { plugin: pluginId, hook, cause })
  }
}

/** The host for looking back: failing rules offer nothing as ever, but nothing is cut off in the shop for it. */
export function quietHost(host: PluginHost): {
  readonly host: PluginHost
  /** What failed so far. */
  faults(): readonly QuietFault[]
} {
  const breakers = new QuietBreakers(host.db, host.log)
  return { host: Object.freeze({ ...host, breakers }), faults: () => [...breakers.faults.values()] }
}
