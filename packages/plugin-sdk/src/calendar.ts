import type { Words } from '@mamapu/kernel'
import type { PluginContext } from './context.js'

/** Something dated of a plugin's own beside its campaigns, for the shop's calendar; half open. */
export interface CalendarWindow {
  readonly id: string
  /** The merchant's name for it. */
  readonly label: string
  /** What it brings, in a line. */
  readonly summary: string
  readonly state: 'scheduled' | 'running' | 'paused' | 'ended'
  readonly startsAt: Date
  readonly endsAt: Date
}

/** Shows a plugin's dated things on the shop's calendar beside the campaigns of all mechanics. Asked while it is on. */
export interface PluginCalendar<S = unknown> {
  /** What they are: 发券. */
  readonly title: Words
  /** Those that touch [from, until), in the order they begin, at most `limit`. */
  windows(
    ctx: PluginContext<S>,
    span: { readonly from: Date; readonly until: Date; readonly limit: number },
  ): Promise<readonly CalendarWindow[]>
}
