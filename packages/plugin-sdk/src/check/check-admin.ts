import type { PluginDefinition } from '../plugin.types.js'
import type { Check } from './rule.js'

/** Screens refer to staff routes, forms and actions that exist. */
export function checkAdmin(plugin: PluginDefinition<never>, check: Check): void {
  const admin = plugin.admin
  if (!admin) return
  check.keys('admin', admin, ['lists', 'forms', 'actions', 'figures', 'charts'])
  const lists = admin.lists ?? []
  const forms = admin.forms ?? []
  const actions = admin.actions ?? []
  const all = [...lists, ...forms, ...actions, ...(admin.figures ?? []), ...(admin.charts ?? [])]
  for (const screens of [lists, forms, actions, admin.figures ?? [], admin.charts ?? []])
    check.unique(
      'screen',
      screens.map(({ name }) => name),
    )
  const known = new Set(
    (plugin.routes ?? [])
      .filter(({ audience }) => audience === 'staff')
      .map(({ method, path }) => `${method} ${path}`),
  )
  for (const screen of all) {
    check.words(`admin ${screen.name}: title`, screen.title)
    const refs = [screen.route, ...('load' in screen && screen.load ? [screen.load] : [])]
    for (const ref of refs)
      check.hold(known.has(ref), `admin ${screen.name} uses "${ref}", which is no staff route of the plugin`)
  }
  for (const { name, leadsTo } of forms)
    check.hold(
      leadsTo === undefined || lists.some((list) => list.name === leadsTo),
      `admin ${name}: there is no list "${leadsTo}"`,
    )
  for (const list of lists) {
    for (const name of list.rowActions)
      check.hold(
        actions.some((action) => action.name === name),
        `admin ${list.name}: there is no action "${name}"`,
      )
    for (const name of list.forms)
      check.hold(
        forms.some((form) => form.name === name),
        `admin ${list.name}: there is no form "${name}"`,
      )
  }
}
