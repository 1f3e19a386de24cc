import type { Words } from '@mamapu/kernel'
import type { TObject } from 'typebox'
import type { AdminScreens } from './admin.js'
import type { PluginCalendar } from './calendar.js'
import type { CampaignMechanic, ConfigFault } from './campaigns.js'
import type { CommissionRule } from './commissions.js'
import type { DeliveryMethod } from './delivery.js'
import type { EventHandlers } from './events.js'
import type { Fact } from './facts.js'
import type { PluginJob, PluginPage, Route } from './routes.js'
import type { EarnRule, PriceRule, Validator } from './rules.js'
import type { PluginScope } from './scopes.js'
import type { SlotPart } from './slots.js'
import type { StaffPage } from './staff-pages.js'

export type PluginCategory = 'discount' | 'campaign' | 'member' | 'share' | 'delivery' | 'content' | 'tool'

/** A kind of limited thing. Orders take the coldest kinds first, so that hot rows are held shortest. */
export interface QuotaKind {
  /** `<plugin>.<what>`, e.g. `coupons.use`. */
  readonly kind: string
  readonly title: Words
  /** 20 one row per person … 60 one row that everybody takes. Core's stock comes after all of them. */
  readonly heat: number
}

/** A refusal of this plugin as the outside sees it. */
export interface PluginErrorEntry extends Words {
  readonly status: number
}

/** An invariant as two statements over all shops; the second selects what breaks it. Kept in a `*.verify.queries.ts`. */
export interface PluginCheck {
  readonly name: string
  /** Gives one row with `count`: how many things were looked at. */
  readonly count: string
  readonly broken: string
}

/** A level of customers, lowest first by its place in the list. */
export interface CustomerLevel extends Words {
  /** Stable name: `vip`. */
  readonly level: string
}

/** The contents page of a plugin. Everything but the first lines is optional. */
export interface PluginDefinition<S> {
  readonly id: string
  readonly version: string
  readonly api: 1
  /** Which engines it was made for: `^0.1`. */
  readonly engine: string
  readonly title: Words
  readonly description: Words
  readonly category: PluginCategory
  /** What it uses of core; using anything else throws. */
  readonly scopes?: readonly PluginScope[]
  /** Plugins it knows how to use when they are on; it never needs them. */
  readonly enhancedBy?: readonly string[]
  /**
   * Which of its messages would sell something, by their templates: outside the inbox they reach only who asked for offers there,
   * never at night and not too often. Every other message is about something the customer did.
   */
  readonly offerMessages?: readonly string[]
  readonly settings: TObject
  /**
   * What an older version of the plugin saved, as this one reads it; `from` is that version, `0.0.0` when it is not known.
   * Pure, asked whenever the settings are read, and only for older ones. What throws or does not fit leaves the plugin off
   * in that shop, with words for its merchant, until the settings are saved anew.
   */
  upgradeSettings?(saved: Readonly<Record<string, unknown>>, from: string): object
  /**
   * What must not be set, asked of what somebody wants to save before its schema is, so that words can say why: fields the
   * schema does not know are among it. Pure; empty when nothing is wrong, and whoever cannot tell lets nothing be saved.
   */
  checkSettings?(wanted: Readonly<Record<string, unknown>>): readonly ConfigFault[]
  /** What a merchant sets up per campaign of this mechanic; without it the plugin has no campaigns. */
  readonly campaign?: CampaignMechanic
  /** The shop's levels, lowest first, by the settings; written whenever the plugin is switched on or its settings are saved. */
  levels?(settings: S): readonly CustomerLevel[]
  readonly quotas?: readonly QuotaKind[]
  readonly errors?: Readonly<Record<string, PluginErrorEntry>>
  readonly facts?: readonly Fact[]
  readonly prices?: readonly PriceRule<S>[]
  readonly validators?: readonly Validator<S>[]
  /** What raises the points that lines earn. */
  readonly earns?: readonly EarnRule<S>[]
  /** Who earns by an order. Needs `earnings:promise`. */
  readonly commissions?: readonly CommissionRule<S>[]
  /** Ways in which orders reach their shoppers. */
  readonly deliveryMethods?: readonly DeliveryMethod<S>[]
  /**
   * What the plugin will owe for an order by these settings, kept with every order placed while it is on and handed back as
   * `promised`, whatever is changed or switched off by then. Pure; at most eight whole numbers by name, null for nothing.
   */
  promises?(settings: S): Readonly<Record<string, number>> | null
  /** What `npm run verify` asks across all shops. */
  readonly verify?: readonly PluginCheck[]
  readonly on?: EventHandlers<S>
  readonly jobs?: readonly PluginJob<S>[]
  readonly routes?: readonly Route<S>[]
  readonly slots?: readonly SlotPart<S>[]
  /** Blocks by name; their markup is `<blocksDir>/<name>.hbs`. */
  readonly blocks?: Readonly<Record<string, { readonly title: Words }>>
  readonly pages?: readonly PluginPage<S>[]
  /** Pages for staff on a phone, in the console's place. */
  readonly staffPages?: readonly StaffPage[]
  /** Files that staff pages load, by name: scripts, styles. Given out under addresses that change with them. */
  readonly assets?: Readonly<Record<string, URL>>
  readonly admin?: AdminScreens
  readonly calendar?: PluginCalendar<S>
  /** Folders of the plugin: SQL files, `zh-CN.json` and `en.json`, Handlebars files. */
  readonly migrations?: URL
  readonly locales?: URL
  readonly blocksDir?: URL
}

declare const pluginBrand: unique symbol

/** A plugin that passed every check of `definePlugin`; frozen. */
export type Plugin<S = unknown> = PluginDefinition<S> & { readonly [pluginBrand]: true }
