import { plugins } from '@mamapu/core'
import bundle from '@mamapu-plugin/bundle'
import coupons from '@mamapu-plugin/coupons'
import flashSale from '@mamapu-plugin/flash-sale'
import fullReduction from '@mamapu-plugin/full-reduction'
import levels from '@mamapu-plugin/levels'
import memberDay from '@mamapu-plugin/member-day'
import points from '@mamapu-plugin/points'

/** The mechanics this installation has. Which shop uses which is the merchant's choice. */
export function installedPlugins(): plugins.PluginRegistry {
  return plugins.loadPlugins([bundle, coupons, flashSale, fullReduction, levels, memberDay, points])
}
