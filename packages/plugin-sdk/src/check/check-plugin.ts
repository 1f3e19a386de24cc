import {
  DEPRECATIONS,
  type Deprecation,
  deprecationsUsed,
  deprecationWords,
  isGone,
} from '../deprecations.js'
import { ENGINE_VERSION, isInRange, PLUGIN_API } from '../engine.js'
import { PLUGIN_EVENTS } from '../events.js'
import type { PluginDefinition } from '../plugin.types.js'
import { PLUGIN_SCOPES } from '../scopes.js'
import { checkAdmin } from './check-admin.js'
import { checkCampaign } from './check-campaign.js'
import { checkDelivery } from './check-delivery.js'
import { checkHooks } from './check-hooks.js'
import { checkRoutes } from './check-routes.js'
import { checkStaffPages } from './check-staff-pages.js'
import { type Check, checkOf, NAME } from './rule.js'

const KEYS = [
  'id',
  'version',
  'api',
  'engine',
  'title',
  'description',
  'category',
  'scopes',
  'enhancedBy',
  'offerMessages',
  'settings',
  'upgradeSettings',
  'checkSettings',
  'campaign',
  'levels',
  'quotas',
  'errors',
  'facts',
  'prices',
  'validators',
  'earns',
  'commissions',
  'deliveryMethods',
  'promises',
  'verify',
  'on',
  'jobs',
  'routes',
  'slots',
  'blocks',
  'pages',
  'staffPages',
  'assets',
  'admin',
  'calendar',
  'migrations',
  'locales',
  'blocksDir',
] as const satisfies readonly (keyof PluginDefinition<never>)[]

const CATEGORIES = ['discount', 'campaign', 'member', 'share', 'delivery', 'content', 'tool']

/** Every rule a plugin keeps before anything of it runs. Throws on the first fault. */
export function checkPlugin(
  plugin: PluginDefinition<never>,
  deprecations: readonly Deprecation[] = DEPRECATIONS,
): void {
  const check = checkOf(plugin.id)
  checkGone(plugin, deprecations, check)
  check.keys('the plugin', plugin, KEYS)
  checkIdentity(plugin, check)
  checkScopes(plugin, check)
  checkOfferMessages(plugin, check)
  checkSchema('settings', plugin.settings, check)
  check.hold(
    plugin.upgradeSettings === undefined || typeof plugin.upgradeSettings === 'function',
    'upgradeSettings is a function of what was saved and by which version',
  )
  check.hold(
    plugin.checkSettings === undefined || typeof plugin.checkSettings === 'function',
    'checkSettings is a function of what is to be saved',
  )
  checkCampaign(plugin, check)
  checkQuotas(plugin, check)
  checkErrors(plugin, check)
  checkEvents(plugin, check)
  checkHooks(plugin, check)
  checkDelivery(plugin, check)
  checkRoutes(plugin, check)
  checkAdmin(plugin, check)
  checkStaffPages(plugin, check)
  checkCalendar(plugin, check)
  for (const dir of ['migrations', 'locales', 'blocksDir'] as const)
    check.hold(
      plugin[dir] === undefined || plugin[dir] instanceof URL,
      `${dir} is a URL: new URL('../${dir}/', import.meta.url)`,
    )
}

/** Said before the key is called unknown, so that whoever reads it knows what to write instead. */
function checkGone(plugin: object, deprecations: readonly Deprecation[], check: Check): void {
  for (const one of deprecationsUsed(plugin, deprecations)) {
    const { en, 'zh-CN': zh } = deprecationWords(one)
    check.hold(!isGone(one), en, zh)
  }
}

function checkIdentity(plugin: PluginDefinition<never>, check: Check): void {
  check.hold(
    typeof plugin.id === 'string' && /^[a-z][a-z0-9-]{1,30}$/.test(plugin.id),
    'id is 2 to 31 of a-z, 0-9 and -',
  )
  check.hold(
    plugin.api === PLUGIN_API,
    `api is ${String(plugin.api)}; this installation speaks ${PLUGIN_API}`,
    `api 是 ${String(plugin.api)}，本系统用的是 ${PLUGIN_API}；请换一个适合的版本`,
  )
  check.hold(/^\d+\.\d+\.\d+$/.test(plugin.version), 'version is like 1.0.0')
  const fits = isInRange(ENGINE_VERSION, String(plugin.engine))
  check.hold(
    fits !== null,
    `engine "${String(plugin.engine)}" is no range; write one like ^0.1`,
    `engine "${String(plugin.engine)}" 不是版本范围；应写成 ^0.1 这样`,
  )
  check.hold(
    fits === true,
    `made for engine ${plugin.engine}, this installation is ${ENGINE_VERSION}; install a version that fits`,
    `为引擎 ${plugin.engine} 而写，本系统是 ${ENGINE_VERSION}；请安装适合的版本`,
  )
  check.words('title', plugin.title)
  check.words('description', plugin.description)
  check.hold(CATEGORIES.includes(plugin.category), `category is one of ${CATEGORIES.join(', ')}`)
  for (const other of plugin.enhancedBy ?? [])
    check.hold(NAME.test(other), `enhancedBy "${other}" is no plugin id`)
}

function checkOfferMessages(
  { offerMessages = [], scopes = [] }: PluginDefinition<never>,
  check: Check,
): void {
  if (offerMessages.length === 0) return
  check.unique('message', offerMessages)
  check.hold(
    scopes.includes('messages:send'),
    'it names offerMessages, so its scopes need messages:send',
    '它写了 offerMessages，scopes 里要有 messages:send',
  )
}

function checkCalendar({ calendar }: PluginDefinition<never>, check: Check): void {
  if (calendar === undefined) return
  check.keys('calendar', calendar, ['title', 'windows'])
  check.words('calendar: title', calendar.title)
  check.hold(typeof calendar.windows === 'function', 'calendar: windows is missing')
}

function checkScopes(plugin: PluginDefinition<never>, check: Check): void {
  const scopes = plugin.scopes ?? []
  check.unique('scope', scopes)
  for (const scope of scopes)
    check.hold(
      Object.hasOwn(PLUGIN_SCOPES, scope),
      `unknown scope "${scope}"; known are ${Object.keys(PLUGIN_SCOPES).join(', ')}`,
      `未知的权限 "${scope}";可用的是 ${Object.keys(PLUGIN_SCOPES).join('、')}`,
    )
  if ((plugin.quotas ?? []).length > 0)
    check.hold(
      scopes.includes('quotas:take'),
      'it declares quotas, so its scopes need quotas:take',
      '它声明了限量(quotas),scopes 里要有 quotas:take',
    )
  if ((plugin.commissions ?? []).length > 0)
    check.hold(
      scopes.includes('earnings:promise'),
      'it says who earns by an order, so its scopes need earnings:promise',
      '它决定订单的佣金(commissions),scopes 里要有 earnings:promise',
    )
  if ((plugin.deliveryMethods ?? []).length > 0)
    check.hold(
      scopes.includes('orders:deliver'),
      'it delivers orders, so its scopes need orders:deliver',
      '它有配送方式(deliveryMethods),scopes 里要有 orders:deliver',
    )
  if (plugin.levels !== undefined)
    check.hold(
      scopes.includes('customers:write'),
      "it defines the shop's levels, so its scopes need customers:write",
      '它定义店铺的会员等级(levels),scopes 里要有 customers:write',
    )
}

function checkSchema(where: string, schema: unknown, check: Check): void {
  const shape = schema as { type?: unknown; properties?: unknown } | undefined
  check.hold(
    shape?.type === 'object' && typeof shape.properties === 'object',
    `${where} is a TypeBox object: Type.Object({ … })`,
  )
}

function checkQuotas(plugin: PluginDefinition<never>, check: Check): void {
  const quotas = plugin.quotas ?? []
  check.unique(
    'quota kind',
    quotas.map(({ kind }) => kind),
  )
  for (const quota of quotas) {
    check.keys(`quota ${quota.kind}`, quota, ['kind', 'title', 'heat'])
    check.hold(
      quota.kind.startsWith(`${plugin.id}.`) && /^[a-z0-9.-]{1,40}$/.test(quota.kind),
      `quota kind "${quota.kind}" is named ${plugin.id}.<what>, at most 40 letters`,
    )
    check.hold(
      Number.isInteger(quota.heat) && quota.heat >= 20 && quota.heat <= 60,
      `quota ${quota.kind}: heat is a whole number from 20 (one row per person) to 60 (one row for all)`,
    )
    check.words(`quota ${quota.kind}: title`, quota.title)
  }
}

function checkErrors(plugin: PluginDefinition<never>, check: Check): void {
  const prefix = plugin.id.replaceAll('-', '_').toUpperCase()
  for (const [code, entry] of Object.entries(plugin.errors ?? {})) {
    check.hold(
      /^[A-Z][A-Z0-9_]{2,59}$/.test(code) && code.startsWith(`${prefix}_`),
      `error code "${code}" begins with ${prefix}_`,
    )
    check.hold(entry.status >= 400 && entry.status < 500, `error ${code}: status is 400 to 499`)
    check.hold(
      typeof entry['zh-CN'] === 'string' && typeof entry.en === 'string',
      `error ${code} needs a text for zh-CN and for en`,
    )
  }
}

function checkEvents(plugin: PluginDefinition<never>, check: Check): void {
  for (const [event, handler] of Object.entries(plugin.on ?? {})) {
    check.hold(
      (PLUGIN_EVENTS as readonly string[]).includes(event),
      `unknown event "${event}"; known are ${PLUGIN_EVENTS.join(', ')}`,
    )
    check.keys(`on ${event}`, handler, ['whileOff', 'handle'])
    check.hold(typeof handler.handle === 'function', `on ${event}: handle is missing`)
  }
}
