import { plugins } from '@mamapu/core'
import { assert, type CustomerId, type Id, must, type StoreId } from '@mamapu/kernel'
import { merchantOf, type Past } from './past.js'

interface PluginAsk {
  readonly route: `${'GET' | 'POST'} ${string}`
  readonly plugin: string
  /** Shoppers and staff have routes of their own, some under the same address. */
  readonly by: { readonly customerId: CustomerId } | { readonly staffId: Id<'stf'> }
  readonly params?: object
  readonly body?: object
}

export type PluginAnswer =
  | { readonly done: true; readonly body: unknown }
  | { readonly done: false; readonly code: string }

/** Undoes what a refusing route did. */
class Refused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** Asks a plugin what a person would ask it over HTTP: its own route, in one transaction, at the past's instant. */
export async function askPlugin(past: Past, storeId: StoreId, ask: PluginAsk): Promise<PluginAnswer> {
  const { host } = past
  const loaded = must(host.registry.find(ask.plugin), `the plugin ${ask.plugin} is not installed`)
  const audience = 'staffId' in ask.by ? 'staff' : 'shopper'
  const route = must(
    loaded.plugin.routes?.find(
      (one) => one.audience === audience && `${one.method} ${one.path}` === ask.route,
    ),
    `${ask.plugin} has no route ${ask.route} for ${audience}`,
  )
  const work = {
    loaded,
    hook: `route:${ask.route}`,
    at: past.clock.now(),
    locale: 'zh-CN',
    whileOff: false,
    // Whoever of the staff asks here owns the shop.
    ...('staffId' in ask.by ? { staffMay: () => true } : {}),
    ...ask.by,
  } as const
  try {
    const result = await plugins.runInStore(host, storeId, work, async (ctx) => {
      const answer = await route.handle(ctx, {
        params: ask.params ?? {},
        query: {},
        body: { ...defaultsOf(route.body), ...ask.body },
      })
      if ('refused' in answer) throw new Refused(answer.refused)
      return 'body' in answer ? answer.body : answer.file
    })
    assert(result.on, `${ask.plugin} is off`)
    return { done: true, body: result.value }
  } catch (error) {
    if (error instanceof Refused) return { done: false, code: error.code }
    throw error
  }
}

export type DeskOfPlugin = (
  route: PluginAsk['route'],
  ask?: Pick<PluginAsk, 'params' | 'body'>,
) => Promise<unknown>

/** What the merchant asks of a mechanic; whatever is refused ends the demo. */
export function deskOf(past: Past, storeId: StoreId, plugin: string): DeskOfPlugin {
  return async (route, ask = {}) => {
    const by = { staffId: merchantOf(past) }
    const answer = await askPlugin(past, storeId, { plugin, route, by, ...ask })
    assert(answer.done, `${plugin} ${route}: ${answer.done ? '' : answer.code}`)
    return answer.body
  }
}

/** What HTTP fills in where a form says nothing. */
function defaultsOf(schema: object | undefined): object {
  const { properties = {} } = (schema ?? {}) as { properties?: Readonly<Record<string, object>> }
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, one]) => ('default' in one ? [[name, one.default]] : [])),
  )
}
