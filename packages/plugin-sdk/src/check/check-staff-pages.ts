import type { PluginDefinition } from '../plugin.types.js'
import { STAFF_SCOPES } from './check-routes.js'
import { type Check, NAME } from './rule.js'

const ASSET = /^[a-z][a-z0-9-]{0,39}\.(?:js|css)$/
const ASSETS_MAX = 20

/** Pages for staff and the files they load. */
export function checkStaffPages(plugin: PluginDefinition<never>, check: Check): void {
  const assets = Object.entries(plugin.assets ?? {})
  check.hold(assets.length <= ASSETS_MAX, `assets: at most ${ASSETS_MAX} files`)
  for (const [name, file] of assets) {
    check.hold(ASSET.test(name), `asset "${name}" is named with a-z, 0-9 and -, and ends in .js or .css`)
    check.hold(file instanceof URL, `asset "${name}" is a URL: new URL('../assets/${name}', import.meta.url)`)
  }
  const known = new Set(assets.map(([name]) => name))
  const pages = plugin.staffPages ?? []
  check.unique(
    'staff page',
    pages.map(({ name }) => name),
  )
  for (const page of pages) {
    const where = `staff page ${page.name}`
    check.keys(where, page, ['name', 'title', 'scope', 'script', 'style'])
    check.hold(NAME.test(page.name), `staff page "${page.name}" is named with a-z, 0-9 and -`)
    check.words(`${where}: title`, page.title)
    for (const file of [page.script, ...(page.style === undefined ? [] : [page.style])])
      check.hold(known.has(file), `${where} loads "${file}", which is not among the assets`)
    check.hold(STAFF_SCOPES.includes(page.scope), `${where}: scope is one of ${STAFF_SCOPES.join(', ')}`)
  }
}
