import { distributorSettings } from './distributor.settings.js'

/** The names the programme itself uses: the guard looks at every other one. */
export const distributorFields: ReadonlySet<string> = new Set([
  ...Object.keys(distributorSettings.properties),
  ...Object.keys(distributorSettings.properties.levels.items.properties),
])
