import { call, download } from './client.js'
import { adminPath } from './store.js'

export interface PluginCard {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly description: string
  readonly category: string
  readonly isOn: boolean
  /** On, but counts as off: the installed version cannot read what was saved. */
  readonly isUnread: boolean
  readonly hasBreaker: boolean
}

/** How a declared column or field is shown. */
export type FieldKind =
  | 'text'
  | 'long-text'
  | 'money'
  | 'percent-off'
  | 'percent'
  | 'datetime'
  | 'date'
  | 'count'
  | 'yes-no'
  | 'choice'
  | 'products'
  | 'categories'
  | 'sku'
  | 'skus'
  | 'rows'
  | 'level'
  | 'tags'
  | 'customer-tags'
  | 'regions'
  | 'days-of-week'
  | 'staff'

/** The part of JSON Schema (and our hints) that plugins describe forms with. */
export interface FieldSchema {
  readonly type?: string
  readonly title?: string
  readonly description?: string
  readonly const?: string | number | boolean
  readonly enum?: readonly (string | number)[]
  readonly anyOf?: readonly FieldSchema[]
  readonly items?: FieldSchema
  readonly properties?: Readonly<Record<string, FieldSchema>>
  readonly required?: readonly string[]
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly format?: string
  readonly 'x-ui'?: FieldKind | 'hidden'
  readonly 'x-options'?: Readonly<Record<string, string>>
  readonly 'x-show-when'?: Readonly<Record<string, readonly (string | boolean)[]>>
}

export interface PluginColumn {
  readonly field: string
  readonly title: string
  readonly kind: FieldKind | 'state' | 'link' | 'order'
  readonly options?: Readonly<Record<string, string>>
}

export interface PluginList {
  readonly name: string
  readonly title: string
  readonly route: string
  readonly columns: readonly PluginColumn[]
  readonly rowActions: readonly string[]
  readonly forms: readonly string[]
  readonly busy?: readonly string[]
  readonly empty: string
}

export interface PluginForm {
  readonly name: string
  readonly title: string
  readonly route: string
  readonly load?: string
  readonly leadsTo?: string
  readonly showWhen?: Readonly<Record<string, readonly string[]>>
  readonly schema: FieldSchema | null
}

export interface PluginAction {
  readonly name: string
  readonly title: string
  readonly route: string
  readonly confirm?: string
  readonly isDangerous?: boolean
  readonly showWhen?: Readonly<Record<string, readonly string[]>>
}

export interface PluginFigure {
  readonly name: string
  readonly title: string
  readonly route: string
  readonly field: string
  readonly kind: 'count' | 'money'
}

export interface PluginChart {
  readonly name: string
  readonly title: string
  readonly route: string
  readonly kind: 'line' | 'bar'
  readonly x: string
  readonly y: string
}

export interface PluginDescription extends Omit<PluginCard, 'hasBreaker' | 'isUnread'> {
  readonly scopes: readonly { scope: string; text: string }[]
  readonly settings: {
    schema: FieldSchema
    value: Readonly<Record<string, unknown>>
    /** Why they have no effect; null when they do. */
    fault: string | null
    version: number
  }
  readonly admin: {
    readonly lists: readonly PluginList[]
    readonly forms: readonly PluginForm[]
    readonly actions: readonly PluginAction[]
    readonly figures: readonly PluginFigure[]
    readonly charts: readonly PluginChart[]
  }
  readonly breakers: readonly { hook: string; openedAt: string; reason: string }[]
}

export interface OpenPromises {
  readonly held: readonly { kind: string; units: number }[]
  readonly waitingEvents: readonly { name: string; count: number }[]
}

export async function listPlugins(storeId: string): Promise<readonly PluginCard[]> {
  return (await call<{ items: PluginCard[] }>('GET', adminPath(storeId, '/plugins'))).items
}

export function describePlugin(storeId: string, pluginId: string): Promise<PluginDescription> {
  return call('GET', adminPath(storeId, `/plugins/${pluginId}/description`))
}

export function listOpenPromises(storeId: string, pluginId: string): Promise<OpenPromises> {
  return call('GET', adminPath(storeId, `/plugins/${pluginId}/open`))
}

export async function switchPlugin(storeId: string, pluginId: string, isOn: boolean): Promise<void> {
  await call('PUT', adminPath(storeId, `/plugins/${pluginId}/switch`), { body: { isOn } })
}

interface SettingsSave {
  readonly settings: Readonly<Record<string, unknown>>
  readonly version: number
}

export function savePluginSettings(
  storeId: string,
  pluginId: string,
  body: SettingsSave,
): Promise<{ version: number }> {
  return call('PUT', adminPath(storeId, `/plugins/${pluginId}/settings`), { body })
}

export interface DeclaredCall {
  readonly pluginId: string
  /** `POST /coupons/:id/stop` as the plugin declares it. */
  readonly route: string
  readonly row?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly key?: string
}

/** Calls a route a plugin declared, with `:name` filled from the row. */
export function callDeclared<T>(storeId: string, asked: DeclaredCall): Promise<T> {
  const { body, key } = asked
  const { method, path } = addressOf(storeId, asked)
  const options = { ...(body === undefined ? {} : { body }), ...(key ? { key } : {}) }
  return call(method as 'GET', path, options)
}

/** Saves the file that a route of a plugin gives out. */
export function downloadDeclared(storeId: string, asked: DeclaredCall): Promise<void> {
  return download(addressOf(storeId, asked).path, `${asked.pluginId}.csv`)
}

function addressOf(storeId: string, { pluginId, route, row = {} }: DeclaredCall) {
  const [method = 'GET', path = '/'] = route.split(' ')
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(row[name] ?? '')))
  return { method, path: adminPath(storeId, `/x/${pluginId}${filled}`) }
}
